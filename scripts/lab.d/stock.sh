stock_key() { echo x; }
