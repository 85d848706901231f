newest_key() { echo x; }
