/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node says to people: Vietnamese first, English second. */
#pragma once

/* name, Vietnamese, English */
#define LT_NODE_TEXTS(X)                                                                           \
	X(STOPPING, "máy trạm dừng để bảo trì, trả lại việc đang làm", "the node is stopping")     \
	X(TOKEN,                                                                                   \
	  "sai mã bí mật của máy trạm; hãy dùng mã trong tệp desk.token của thư mục máy trạm",     \
	  "wrong token; it is in desk.token of the node's folder")                                 \
	X(NO_HELLO, "hãy xưng danh (Hello) kèm mã trong desk.token trước khi gửi yêu cầu",         \
	  "say hello with the token of desk.token first")                                          \
	X(NOT_HERE,                                                                                \
	  "máy trạm chỉ nhận hồ sơ, thao tác và tra cứu; việc này phải gửi thẳng tới máy chủ",     \
	  "a node's desk takes acts and reads only; ask the coordinator for this")                 \
	X(ACTOR,                                                                                   \
	  "tại máy trạm chỉ cán bộ hoặc người dân được gửi yêu cầu; quản trị hãy dùng máy chủ",    \
	  "only officers and citizens may act at a node's desk")                                   \
	X(MALFORMED, "yêu cầu sai dạng", "malformed command")                                      \
	X(CHANGED, "số yêu cầu đã dùng cho nội dung khác; không ghi gì thêm",                      \
	  "request number repeated with other content")                                            \
	X(BUSY, "máy trạm còn nhiều yêu cầu đang chờ gửi đi; hãy thử lại sau ít phút",             \
	  "too many requests of this node wait already")                                           \
	X(NO_MEMORY, "máy trạm hết bộ nhớ", "out of memory")                                       \
	X(DISK_FULL, "máy trạm không ghi được xuống đĩa, yêu cầu chưa được giữ; hãy báo quản trị", \
	  "the node's disk is full or failing; nothing was kept")                                  \
	X(TOO_LONG, "yêu cầu quá dài", "the request is too long")                                  \
	X(NEEDS_LINE, "công bố cần đường truyền tới máy chủ; chưa gửi gì, hãy thử lại sau",        \
	  "publishing needs the line; nothing was sent")                                           \
	X(NO_ROOM,                                                                                 \
	  "tạm ghi tại máy trạm vì kho của máy chủ đang hết chỗ "                \
	  "cho hồ sơ mới; sẽ tự gửi khi có chỗ, máy chủ xác nhận sau",                             \
	  "kept here: the coordinator has no room for new dossiers")                               \
	X(LINE_LOST, "mất đường truyền khi đang tra cứu; hãy thử lại", "the line was lost")

/** One of these texts. */
enum lt_node_text {
#define X(name, vietnamese, english) LT_NODE_TEXT_##name,
	LT_NODE_TEXTS(X)
#undef X
};

/** The Vietnamese words. Never NULL. */
const char *lt_node_text(enum lt_node_text text);
