# SPDX-License-Identifier: GPL-2.0-only
#
# Draw any kind of plot.  The assignments above say which kind this one is, name
# its lines and panels, and give for each curve its line and its first row of the
# CSV file.

set encoding utf8
set micro
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
data = stem.'.csv'
max(a, b) = a > b ? a : b
min(a, b) = a < b ? a : b

# The titles of the axes, and the units of their ticks.
label(what) = \
	what eq 'lookups_per_s' ? 'lookups per second' : \
	what eq 'updates_per_s' ? 'updates per second' : \
	strstrt(what, '_p50_ns') || strstrt(what, '_p99_ns') ? \
		what[1:strstrt(what, '_')-1].' latency' : \
	what eq 'vmas' ? 'VMAs in the arena' : \
	what eq 'hold_ns' ? 'time a reader holds each VMA' : \
	what eq 'write_span' ? 'slots one writer operation changes' : \
	what eq 'write_rate' ? 'operations per second asked of each writer' : \
	what eq 'read_rate' ? 'lookups per second asked of each reader' : \
	what eq 'volatile_pct' ? 'volatile slots, %' : what
unit_of(what) = what[strlen(what)-2:*] eq '_ns' ? 'ns' : \
	what[strlen(what)-5:*] eq '_per_s' || what eq 'vmas' || \
	what[strlen(what)-4:*] eq '_rate' ? 'count' : ''
if (kind eq 'knob' || kind eq 'scheme') {
	metric = 'median'
	unit = unit_of(figure)
	ylabel = kind eq 'knob' ? label(figure) : ''
	xlabel = label(kind eq 'knob' ? knob : figure)
}
if (kind eq 'percentile') {
	metric = 'latency_ns'
	unit = 'ns'
	xlabel = 'percentile'
}
if (kind eq 'map') {
	metric = 'low_ns'
	unit = 'ns'
	xlabel = 'time, ms'
	ylabel = 'lookup latency'
}
if (kind eq 'time') {
	metric = 'waiting_max'
	unit = 'count'
	xlabel = 'time since the window opened, ms'
	ylabel = 'VMAs waiting to be freed'
}
lower = kind eq 'knob' ? 'ci_low' : kind eq 'scheme' ? 'min' : metric
upper = kind eq 'knob' ? 'ci_high' : kind eq 'scheme' ? 'max' : metric
own_scales = kind eq 'knob' && families > 1
columns = own_scales ? families : kind eq 'map' && panels > 2 ? 3 : \
	panels > 1 ? 2 : 1

# The text of a tick: 1.5 M, 10 µs; 99.9 for 1 / (1 - p).
after(v, unit) = (v >= 1 && v < 1000 ? '' : gprintf('%c', v)).unit
scaled(v, unit) = v == 0 ? '0' : sprintf('%.4g', gprintf('%.6s', v) + 0). \
	(after(v, unit) eq '' ? '' : ' '.after(v, unit))
text(v, unit) = unit eq 'ns' ? scaled(v * 1e-9, 's') : \
	unit eq 'count' ? scaled(v, '') : \
	unit eq 'percentile' ? sprintf('%.12g', 100 - 100 / v) : \
	sprintf('%.10g', v)

# At a tick % begins a format.
plain(s) = (strstrt(s, '%') == 0) ? s : \
	s[1:strstrt(s, '%')].'%'.plain(s[strstrt(s, '%')+1:*])

# A command that adds the tick @value to an axis; its text is shown beside the
# outermost panels only.
tick(axis, unit, value) = sprintf("%stics add (show%s ? text(%s, '%s') : '' \
	at%s(%s))", axis, axis, value, unit, axis, value)
atx(v) = kind eq 'knob' && far && v <= 0 ? least / 3. : v
aty(v) = kind eq 'map' ? log(v) / log(2) : v

# Commands for an axis from 0, or a logarithmic one if values are far apart.
step(high) = (m = 10**floor(log10(high)), \
	high < 2 * m ? m / 5 : high < 5 * m ? m / 2 : m)
linear(axis, unit, high) = sprintf("set %srange [0:%g]; set for [i=0:%d] ", \
	axis, high, floor(high / step(high))). \
	tick(axis, unit, sprintf('(i * %g)', step(high)))
decades(axis, unit, low, high) = sprintf("set for [e=%d:%d:%d] for [m in '%s'] ", \
	floor(log10(low)), ceil(log10(high)), high > 1e9 * low ? 2 : 1, \
	high > 101 * low || unit eq 'percentile' ? '1' : '1 2 5'). \
	tick(axis, unit, '(m * 10.**e)')
logarithmic(axis, unit, low, high) = \
	sprintf("set logscale %s; set %srange [%g:%g]; ", axis, axis, low, high). \
	decades(axis, unit, low, high)
fitting(axis, unit, low, high) = low > 0 && high > 8 * low ? \
	logarithmic(axis, unit, low / 1.3, high * 1.3) : \
	linear(axis, unit, high > 0 ? high * 1.08 : 1)

# The range of each panel: that of its row, or of all.
either(a, b) = strcol(a) eq '' ? column(b) : column(a)
array low[panels]
array high[panels]
do for [p=1:panels] {
	a = own_scales ? p - (p - 1) % columns : 1
	b = own_scales && a + columns <= panels ? a + columns : panels + 1
	stats data every ::first[start[a]]::first[start[b]]-1 using \
		(either(lower, metric)):(either(upper, metric)) nooutput
	low[p] = STATS_min_x
	high[p] = STATS_max_y
}

# Colour and point type of each scheme, the same in all plots.  The colours are
# those of Okabe and Ito (2008), "Color Universal Design", and black and grey.
# The kernel's own schemes have filled markers; models have open ones, in the
# colour of the kernel's scheme they resemble.  Others get theirs by name.
styles = 'find_vma #0072b2 7  vma_lock #d55e00 5  fault_path #e69f00 9 \
	speculate #cc79a7 11  rcu_walk #009e73 13  null #7f7f7f 15 \
	model_mmap_lock #0072b2 6  rcu_refcount #009e73 14 \
	srcu_seqlock #cc79a7 10  rcu_seq_refcount #56b4e9 8  vm_lock #d55e00 4 \
	vm_refcnt #000000 12  hazptr #e69f00 3'
colours = '#0072b2 #d55e00 #009e73 #cc79a7 #000000 #e69f00 #56b4e9'
letters = 'abcdefghijklmnopqrstuvwxyz_0123456789'
hash(s) = sum [i=1:strlen(s)] i * strstrt(letters, s[i:i])
array colour[lines]
array mark[lines]
do for [l=1:lines] {
	colour[l] = word(colours, 1 + hash(scheme[l]) % 7)
	mark[l] = 1 + hash(scheme[l]) / 7 % 2
	do for [i=1:words(styles):3] {
		if (word(styles, i) eq scheme[l]) {
			colour[l] = word(styles, i + 1)
			mark[l] = word(styles, i + 2) + 0
		}
	}
}

# The key has the lines that are drawn; by scheme each has a row, from the top.
array row[lines]
rows = 0
widest = 0
do for [l=1:lines] { row[l] = -1 }
do for [c=1:curves] { row[line[c]] = 0 }
do for [l=lines:1:-1] {
	if (row[l] == 0) {
		row[l] = rows
		rows = rows + 1
		widest = max(widest, strlen(name[l]))
	}
}
n(p) = start[p+1] - start[p]

# The x axis, and where on it a row of the CSV is.
if (kind eq 'knob') {
	begin = word(values, 1) + 0
	end = word(values, words(values)) + 0
	least = begin > 0 ? begin : word(values, 2) + 0
	far = end > 8 * least
	from = far ? atx(begin) / 1.4 : begin - 0.08 * (end - begin)
	to = far ? end * 1.4 : end + 0.08 * (end - begin)
	set xrange [from:to]
	xaxis = (far ? 'set logscale x; ' : '').sprintf('set for [i=1:%d:%d] ', \
		words(values), (words(values) + 8) / 9). \
		tick('x', unit_of(knob), '(word(values, i) + 0)')
	# Curves are side by side, so that no interval hides another.
	apart(n) = n > 14 ? 0.13 / n : 0.009
	aside(v, i, n) = far ? v * (to / from)**(apart(n) * (i - (n - 1) / 2.)) : \
		v + (to - from) * apart(n) * (i - (n - 1) / 2.)
	x(c) = aside(atx(column(knob)), c - start[p], n(p))
}
if (kind eq 'percentile') {
	stats data using (100 / (100 - column('percentile'))) nooutput
	xaxis = logarithmic('x', kind, 1, 1.2 * max(STATS_max, 10))
	x(c) = 100 / (100 - column('percentile'))
}
if (kind eq 'time' || kind eq 'map') {
	stats data using (column('end_ms') - column('start_ms')): \
		(column('end_ms')) nooutput
	wide = STATS_min_x
	bins = int(STATS_max_y / wide + 0.5)
	xaxis = linear('x', '', STATS_max_y)
	x(c) = (column('start_ms') + column('end_ms')) / 2
}
if (kind eq 'scheme') {
	xaxis = fitting('x', unit, low[1], high[1])
}
if (kind eq 'map') {
	# Cells of all panels, one after the other: gnuplot takes no map with gaps.
	octave(v) = v > 0 ? floor(aty(v) + 0.5) : -1
	bottom = octave(low[1])
	octaves = octave(high[1]) - bottom + 1
	cell(p, bin, octave) = 1 + (p * octaves + octave - bottom) * bins + bin
	array share[panels * octaves * bins]
	do for [i=1:|share|] { share[i] = NaN }
	do for [p=1:panels] {
		stats data every ::first[p]::first[p+1]-1 using (share[cell(p - 1, \
			int(column('start_ms') / wide + 0.5), octave(column('low_ns')))] \
			= column('share_percent')) nooutput
	}
	set datafile separator whitespace
	set datafile nocolumnheaders
	# viridis, in which no colour is told from another by hue alone.
	set palette defined (0 '#440154', 1 '#3b528b', 2 '#21908d', 3 '#5dc963', \
		4 '#fde725')
	set logscale cb
	set cbrange [0.1:100]
	set cbtics ('0.1%%' 0.1, '1%%' 1, '10%%' 10, '100%%' 100)
	set cblabel 'share of the lookups of the time step' offset 1
}

# Pixels; letters are of different widths.
keyed = kind ne 'map' && kind ne 'scheme'
across = max(1, 960 / (8 * widest + 70))
key_rows = keyed ? (rows + across - 1) / across : 0
down = (panels + columns - 1) / columns
left = kind eq 'scheme' ? min(600, 24 + 11 * widest) : 100
right = kind eq 'map' ? 120 : 24
panel_height = kind eq 'map' ? 120 : kind eq 'scheme' ? 30 + 20 * rows : \
	columns == 1 ? 320 : 230
below = 56 + (keyed ? 14 + 18 * key_rows : 0)
height = 58. + down * panel_height + (down - 1) * 34 + below

set border 3 lc rgb '#444444'
if (kind ne 'map') { set grid back lc rgb '#dddddd' lt 1 lw 0.6 }
set key at screen 0.5,7 / height center bottom vertical maxrows key_rows \
	Left reverse samplen 3 spacing 1.1 font ',11'
few(c) = first[c+1] - first[c] > 8 ? (first[c+1] - first[c]) / 5 : 1

do for [suffix in 'svg png'] {
	eval sprintf("set terminal %s size 960,%d noenhanced \
		font 'sans-serif,12' background 'white'", \
		suffix eq 'svg' ? 'svg' : 'pngcairo', height)
	set output stem.'.'.suffix
	set multiplot layout down,columns margins screen left / 960., \
		1 - right / 960., below / height, 1 - 58 / height \
		spacing screen 40 / 960., 34 / height
	set label 1 title at screen 0.01,1 - 16 / height left font ',14'
	do for [p=1:panels] {
		showx = p + columns > panels
		showy = (p - 1) % columns == 0
		set title panel[p] offset 0,-0.5
		set xlabel showx ? xlabel : ''
		set ylabel showy ? ylabel : ''
		unset logscale xy
		set xtics scale 0.5 nomirror ()
		set ytics scale 0.5 nomirror ()
		eval xaxis
		a = start[p]
		b = start[p+1] - 1
		if (keyed) {
			eval fitting('y', unit, kind eq 'time' ? 0 : low[p], high[p])
			plot for [c=a:kind eq 'knob' ? b : a - 1] \
				data every ::first[c]::first[c+1]-1 using (x(c)): \
				(column(metric)):(column(lower)):(column(upper)) \
				with yerrorbars lc rgb colour[line[c]] lw 1.2 pt -1 notitle, \
				for [c=a:b] data every ::first[c]::first[c+1]-1 \
				using (x(c)):(column(metric)) with linespoints \
				lc rgb colour[line[c]] lw 1.8 dt dash[line[c]] \
				pt mark[line[c]] ps 0.9 pi few(c) notitle, \
				for [l=1:lines] NaN with linespoints \
				lc rgb colour[l] lw 1.8 dt dash[l] pt mark[l] ps 1 \
				title p == panels && row[l] >= 0 ? name[l] : ''
		}
		if (kind eq 'scheme') {
			set yrange [-0.7:rows - 0.3]
			do for [c=1:curves] {
				l = line[c]
				set ytics add (showy ? plain(name[l]) : '' row[l])
			}
			plot $repeats using (column('panel') == p ? column(metric) : NaN): \
				(row[line[int(column('curve'))]]) \
				with points lc rgb '#999999' pt 6 ps 0.45 notitle, \
				for [c=a:b] data every ::first[c]::first[c+1]-1 \
				using (column(metric)):(row[line[c]]): \
				(column('ci_low')):(column('ci_high')) \
				with xerrorbars lc rgb colour[line[c]] lw 2 pt -1 notitle, \
				for [c=a:b] data every ::first[c]::first[c+1]-1 \
				using (column(metric)):(row[line[c]]) with points \
				lc rgb colour[line[c]] lw 1.5 pt mark[line[c]] ps 1.2 notitle
		}
		if (kind eq 'map') {
			set yrange [bottom:bottom + octaves]
			eval decades('y', 'ns', 2.**max(bottom, 0), 2.**(bottom + octaves))
			set colorbox user origin screen 0.89,0.25 size screen 0.015,0.5
			if (p > 1) { unset colorbox }
			plot share every ::cell(p - 1, 0, bottom)-1::cell(p, 0, bottom)-2 using \
				((int($1 - 1) % bins + 0.5) * wide): \
				(int($1 - 1) / bins % octaves + bottom + 0.5):2 with image notitle
		}
		unset label 1
	}
	unset multiplot
	set output
}
