/* SPDX-License-Identifier: EUPL-1.2 */
/* One exchange of HTTP as the pages see it: what was asked, what is answered.
 *
 * Everything in a request is checked before a page sees it: UTF-8 without control characters, at
 * most LT_HTTP_FIELDS_MAX names, a body within the limit. All memory is the exchange's arena. */
#pragma once

#include <stdbool.h>

#include "proto/base/arena.h"
#include "proto/base/slice.h"

enum {
	LT_HTTP_FIELDS_MAX = 512,
	LT_HTTP_BODY_BYTES_MAX = 1 << 20,
	LT_HTTP_HEADERS_MAX = 8, /**< an answer adds to those every answer has */
	LT_HTTP_FILES_MAX = 40,	 /**< that one form brings */
};

/** What else there is, is refused before. */
enum lt_http_method { LT_HTTP_GET = 1, LT_HTTP_POST };

struct lt_http_field {
	const char *name, *value;
	const char *file;	    /**< a text file, by this name; NULL: typed */
	struct lt_http_field *next; /**< in the order they came */
};

/** A file that a form brings. Its content went to the owner of the server as it came. */
struct lt_http_file {
	const char *field; /**< name of its control */
	const char *name;  /**< as its sender calls it; only for people to read */
	const char *key;   /**< what the owner calls it; NULL: none of it was taken */
	uint64_t size;	   /**< bytes that came */
	const char *flaw;  /**< why it was not taken; NULL */
	struct lt_http_file *next;
};

struct lt_http_request {
	enum lt_http_method method; /**< HEAD is a GET whose body the server does not send */
	const char *path;	    /**< decoded, "/viec" */
	struct lt_http_field *query, *form, *cookies;
	struct lt_http_file *files; /**< of the form, in order */
	struct lt_slice body;	    /**< of a POST that is no form */
	const char *content_type;   /**< "" */
	const char *fetch_site;	    /**< Sec-Fetch-Site; "" from old browsers */
	const char *origin;	    /**< Origin; "" */
	const char *host;	    /**< Host; "" */
	const char *bearer;	    /**< of Authorization: Bearer; "" */
	const char *request_id;	    /**< Idempotency-Key; "" */
	const char *range;	    /**< Content-Range; "" */
	const char *form_token;	    /**< X-Form-Token, of a post that is no form; "" */
	const char *if_none_match;
	const char *languages; /**< Accept-Language; "" */
	const char *peer;      /**< address, without the port; of IPv6 the network of 64 bits */
	uint64_t sender;       /**< whose the files are; set by lt_http_files.room */
	const char *file_key;  /**< ... also: the body goes on with the file of this key; NULL */
	uint64_t file_from;    /**< ... from this byte on */
	bool secure;	       /**< over TLS */
	bool gzip;	       /**< takes it */
	int64_t waited_us; /**< so long it has been waiting (lt_http_response.wait_us); 0: served
			      for the first time. INT64_MAX: it may wait no more */
	struct lt_arena *arena;
};

/** The first value of a name; NULL: it is not there. */
const char *lt_http_value(const struct lt_http_field *fields, const char *name);
/** The first value, "" if it is not there. */
const char *lt_http_text(const struct lt_http_field *fields, const char *name);

struct lt_http_response {
	unsigned status;      /**< 200 unless set */
	const char *type;     /**< "text/html; charset=utf-8" unless set */
	struct lt_slice body; /**< in the exchange's arena, or for ever */
	bool encoded;	      /**< the body is gzip */
	bool may_be_kept;     /**< by caches, for ever: it is named after its content */
	int file; /**< instead of a body if file_size is not 0; closed when it has left */
	uint64_t file_size;
	int64_t wait_us;    /**< not 0: no answer yet; it is served again at the next lt_http_wake,
			       at the latest after so long, and holds no thread till then */
	const char *policy; /**< Content-Security-Policy; NULL: that of pages */
	struct lt_http_field headers[LT_HTTP_HEADERS_MAX];
	size_t headers_count;
};

/** Adds a header. Beyond LT_HTTP_HEADERS_MAX: a fault of ours. Texts live as long as the arena. */
void lt_http_header(struct lt_http_response *response, const char *name, const char *value);
/** See other: after a POST, or to the login. @p location is ours, never from outside. */
void lt_http_redirect(struct lt_http_response *response, const char *location);

/** Answers one request. Several threads at once; @p worker tells them apart, from 0. */
typedef void lt_http_serve(void *owner, unsigned worker, const struct lt_http_request *request,
			   struct lt_http_response *response);

struct lt_http;

/** Something has changed that requests wait for: they are served again. Any thread. */
void lt_http_wake(struct lt_http *http);

/** Puts a refusal of the server's own into the words of its path: status and headers are there, and
 *  a text that says it plainly. The request may be half read. On the threads that read. */
typedef void lt_http_word(void *owner, const struct lt_http_request *request,
			  struct lt_http_response *response);

/** Where the files of forms go. On the threads that read; they wait for it. */
struct lt_http_files {
	/** How many bytes may this request bring, by its head, and from whom? 0: as any other. A
	 *  body that is no form is one file then, without a field. */
	uint64_t (*room)(void *owner, struct lt_http_request *request);
	/** The next piece of a file; sets its key at the first, and its flaw to get no more of it.
	 */
	void (*piece)(void *owner, const struct lt_http_request *request, struct lt_http_file *file,
		      struct lt_slice bytes);
};

struct lt_http_options {
	const char *setting;	/**< what the address is called in complaints; NULL: "web" */
	const char *address;	/**< "127.0.0.1:7480"; port 0: any */
	const char *cert, *key; /**< files of the certificate; NULL: plain HTTP, loopback only */
	const char *proxy;	/**< address of the web server in front; NULL: none */
	unsigned workers;	/**< threads that answer */
	lt_http_serve *serve;
	lt_http_word *word;	    /**< NULL: refusals are plain text */
	struct lt_http_files files; /**< NULLs: no form brings any */
	void *owner;
};

/** Listens and starts its threads. Slow peers hold none of them: a request is answered once it is
 *  whole, and its answer leaves at the peer's speed.
 *  @return 0; LT_E_USAGE (an address; plain HTTP beyond loopback); LT_E_LINE (taken); LT_E_IO. */
int lt_http_start(const struct lt_http_options *options, struct lt_http **ret,
		  struct lt_err *err) LT_MUST_USE;
uint16_t lt_http_port(const struct lt_http *http);
/** Ends what is under way. NULL is fine. */
void lt_http_stop(struct lt_http *http);
