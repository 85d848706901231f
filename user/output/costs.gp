# SPDX-License-Identifier: GPL-2.0-only
#
# Draw counted costs.  The assignments above say which picture this one is.

set encoding utf8
set datafile separator comma
set datafile columnheaders
data = stem.'.csv'
set grid ytics lc rgb '#dddddd'
set border 3 lc rgb '#777777'
set tics nomirror
array colours = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', \
	'#999933', '#882255', '#44aa99', '#bbbbbb', '#332288', '#dd7733']
do for [k=1:12] { set linetype k lc rgb colours[k] lw 1 }

array outputs[2] = ['svg', 'png']
do for [i=1:2] {
	if (i == 1) {
		set terminal svg size 900,460 font 'sans,13' dynamic background '#ffffff'
	} else {
		set terminal pngcairo size 900,460 font 'sans,10' background '#ffffff'
	}
	set output stem.'.'.outputs[i]
	if (kind eq 'history') {
		set style data histograms
		set style histogram rowstacked
		set style fill solid 0.85 border lc rgb '#ffffff'
		set boxwidth 0.75
		set xtics rotate by -35 scale 0 noenhanced
		set ylabel 'instructions per lookup'
		set yrange [0:*]
		set key outside right top vertical reverse Left invert samplen 1
		plot for [k=2:functions+1] data using k:xtic(1) lt k-1 title columnheader(k) noenhanced
	}
	if (kind eq 'prediction') {
		set logscale xy
		set logscale x 2
		set format y '%.0s %c'
		set xlabel 'readers, each on a CPU of its own'
		set ylabel 'lookups per second: a prediction'
		set key outside right top vertical reverse Left samplen 2
		plot for [k=1:curves] data every ::(k-1)*points::k*points-1 using 2:3:4 \
			with filledcurves lt k fs transparent solid 0.25 noborder notitle, \
			for [k=1:curves] data every ::(k-1)*points::k*points-1 using 2:5 \
			with lines lt k lw 2 title word(names, k) noenhanced
	}
	unset output
}
