# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # checkout and logs come from check
# The page of vmabench report in a real browser.

# browser OPTION... URL: run the browser, with the messages of the page in $logs/page.browser.
browser() {
	timeout 600 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
		--user-data-dir="$logs/page.profile" --disable-background-networking --disable-component-update \
		--host-resolver-rules='MAP * ~NOTFOUND' \
		--enable-logging=stderr "$@" 2>"$logs/page.browser"
}

# Print a copy of the page with a script that measures it in the browser. The page itself forbids scripts.
write_probe() {
	sed -e '/Content-Security-Policy/d' -e '/<\/body>/d' -e '/<\/html>/d' "$1"
	cat <<'END'
<script>
const size = e => { const r = e.getBoundingClientRect(); return r.width > 200 && r.height > 100; };
const pictures = [...document.querySelectorAll('figure svg')];
const maps = [...document.querySelectorAll('figure svg image')];
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
const used = [...document.querySelectorAll('use')].map(e => e.getAttribute('xlink:href').slice(1));
const at = name => document.documentElement.setAttribute.bind(document.documentElement, 'data-' + name);
at('pictures')(pictures.length);
at('small')(pictures.filter(e => !size(e)).length);
at('maps')(maps.length);
at('flat')(maps.filter(e => !(e.getBBox().width > 10 && e.getBBox().height > 10)).length);
at('twice')(ids.length - new Set(ids).size);
at('lost')(used.filter(id => !document.getElementById(id)).length);
at('wider')(Math.max(0, document.documentElement.scrollWidth - innerWidth));
at('empty')([...document.querySelectorAll('table')].filter(e => e.rows.length < 2).length);
</script>
</body>
</html>
END
}

# expect_probe NAME WHAT VALUE
expect_probe() {
	local value
	value=$(sed -n "s/.*<html[^>]* data-$2=\"\([^\"]*\)\".*/\1/p" "$logs/page.dom")
	if [ "$value" = "$3" ]; then
		pass "page: $1"
	else
		fail "page: $1" "expected $2 to be $3, saw ${value:-nothing}; see $logs/page.dom"
	fi
}

check_page_quiet() {
	if grep -q CONSOLE "$logs/page.browser"; then
		fail "page: $1" "expected the browser to have nothing to complain of, saw: $(grep -m 1 CONSOLE "$logs/page.browser")"
	else
		pass "page: $1"
	fi
}

# Print the addresses the page requested. Requests of the browser itself have no origin.
requests() {
	grep '"initiator":"' "$1" | grep -v '"initiator":"not an origin"' | grep -Eo '"url":"[^"]*"' |
		grep -Ev '"url":"(file|data):' | sort -u
}

check_page() {
	local out=$logs/page page asked

	make -C "$checkout" user O="$checkout/build" >&2 || {
		fail 'page: build' 'expected the driver to build, it does not'
		return
	}
	if ! command -v chromium >/dev/null || ! command -v gnuplot >/dev/null; then
		skip 'page: in a browser' 'chromium or gnuplot is not installed'
		return
	fi
	expect_status 'page: it is written' 0 'report.html' \
		"$checkout/build/vmabench" report "$checkout/user/tests/data/folder" --output "$out"
	page=$out/report.html

	browser --log-net-log="$logs/page.net" --dump-dom "file://$page" >"$logs/page.dom" ||
		fail 'page: the browser shows it' "expected status 0, saw another; see $logs/page.browser"
	check_page_quiet 'no complaint of scripts, styles or what is forbidden'
	asked=$(requests "$logs/page.net" || true)
	if [ -s "$logs/page.net" ] && [ -z "$asked" ]; then
		pass 'page: nothing is fetched'
	else
		fail 'page: nothing is fetched' "expected no request, saw ${asked:-no log}"
	fi

	write_probe "$page" >"$out/probe.html"
	browser --window-size=1200,900 --dump-dom "file://$out/probe.html" >"$logs/page.dom" || true
	check_page_quiet 'the probe ran'
	expect_probe 'all pictures are there' pictures 6
	expect_probe 'all pictures have a size' small 0
	expect_probe 'a map for each scheme' maps 5
	expect_probe 'all maps have a size' flat 0
	expect_probe 'no name is there twice' twice 0
	expect_probe 'all parts of pictures are found' lost 0
	expect_probe 'nothing is wider than the window' wider 0
	expect_probe 'no table is empty' empty 0

	browser --print-to-pdf="$out/page.pdf" "file://$page" >/dev/null || true
	if [ "$(head -c 5 "$out/page.pdf" 2>/dev/null)" = %PDF- ] && [ "$(grep -ac '/Type /Page$' "$out/page.pdf")" -ge 3 ]; then
		pass 'page: it prints'
	else
		fail 'page: it prints' "expected a PDF of 3 pages or more, see $out/page.pdf"
	fi
	rm -rf "$logs/page.profile"
}
