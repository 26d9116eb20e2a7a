#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Writes a text file as a C string. usage: embed.sh NAME HEADER file output.c
set -eu
name=$1 header=$2 file=$3 out=$4
{
	echo "/* Generated from $(basename "$file"). */"
	echo "#include \"$header\""
	echo "const char $name[] = {"
	od -An -v -tx1 "$file" | sed 's/[0-9a-f][0-9a-f]/(char)0x&,/g'
	echo '0};'
} >"$out"
