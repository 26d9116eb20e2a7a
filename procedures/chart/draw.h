/* SPDX-License-Identifier: EUPL-1.2 */
/* The hands of the draw subcommand: a chart as graphviz reads it, and as an outline in words. */
#pragma once

#include <stdio.h>

#include "procedures/chart/chart.h"

/** Writes the chart in graphviz' language. */
void lt_draw_dot(const struct lt_chart *chart, FILE *out);
/** Writes the chart as numbered lines, for those who cannot see a picture, or want to search it. */
void lt_draw_outline(const struct lt_chart *chart, FILE *out);
