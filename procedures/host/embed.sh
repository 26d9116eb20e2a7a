#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Writes the word files as C data. usage: embed.sh output.c file.lua...
set -eu
out=$1
shift
{
	echo '/* Generated from procedures/lua. */'
	echo '#include "procedures/host/globals.h"'
	n=0
	for file; do
		echo "static const unsigned char file_$n[] = {"
		od -An -v -tx1 "$file" | sed 's/[0-9a-f][0-9a-f]/0x&,/g'
		echo '};'
		n=$((n + 1))
	done
	echo 'const struct lt_word_file lt_word_files[] = {'
	n=0
	for file; do
		echo "	{\"$(basename "$file")\", file_$n, sizeof file_$n},"
		n=$((n + 1))
	done
	echo '};'
	echo 'const size_t lt_word_files_count = sizeof lt_word_files / sizeof *lt_word_files;'
} >"$out"
