/* SPDX-License-Identifier: EUPL-1.2 */
/* The files of this folder, as part of the program (tools/lienthong/embed.sh). */
#pragma once

/** style.css */
extern const char lt_asset_style[];
/** desk.js */
extern const char lt_asset_desk[];
/** scans.js */
extern const char lt_asset_scans[];
/** track.js */
extern const char lt_asset_track[];
