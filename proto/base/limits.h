/* SPDX-License-Identifier: EUPL-1.2 */
/* Every bound of the system, each with its reason. Nothing else may hold a magic number of this
 * kind. */
#pragma once

#include <stdint.h>

/* -- the line -- */
#define LT_MESSAGE_BYTES_MAX (1u << 20) /* a control message; papers travel in chunks elsewhere */
#define LT_MESSAGE_DEPTH_MAX 8 /* nested messages; protobuf-c recurses, the stack is finite */
#define LT_MESSAGE_FIELDS_MAX 200000u	/* of one message: 4,096 items of 40 fields and some */
#define LT_DECODE_BYTES_MAX (32u << 20) /* memory one decoded message may take */
#define LT_DECODE_FACTOR 16u		/* ... and as a multiple of its wire size (bombs give 74) */
#define LT_ITEMS_PER_MESSAGE_MAX 4096u	/* commands in one Report, jobs in one Poll reply */
#define LT_POLL_PARK_US (25 * INT64_C(1000000)) /* below common NAT idle time-outs of 30 s */
#define LT_PARKED_POLLS_MAX 8192u		/* two for each of 3,321 communes and peers */
#define LT_ENROLMENT_US_MAX                                                                        \
	(INT64_C(24) * 3600 * 1000000) /* a token that is lost is soon worth nothing */
#define LT_PROTOCOL_VERSION 1u
#define LT_SQUEEZE_BYTES_MIN 1024u /* shorter ones fit a packet or two anyway */
#define LT_SQUEEZE_FACTOR_MAX 64u  /* what a compressed one may grow by; lists grow by 5 */

/* -- papers -- */
#define LT_PAPER_BYTES_MAX (50u << 20)	    /* one scan */
#define LT_PAPER_CHUNK_BYTES_MIN (4u << 10) /* 128 ms of a line of 256 kbit/s */
#define LT_PAPER_CHUNK_BYTES_MAX (256u << 10)
#define LT_PAPER_CHUNK_US (250 * INT64_C(1000))	 /* a chunk holds the line no longer than that */
#define LT_PAPER_ARRIVING_DAYS 30		 /* what stopped coming so long ago begins anew */
#define LT_DOSSIER_PAPERS_BYTES_MAX (300u << 20) /* all scans of one dossier */
#define LT_PAPER_KEPT_DAYS                                                                         \
	60		 /* at a node: what no dossier here names any more; then the               \
			    coordinator alone has it */
#define LT_UPLOAD_DAYS 7 /* what a person sent and nothing took is dropped */
#define LT_UPLOADS_BYTES_MAX (600u << 20)	    /* ... and so much of it one person may have */
#define LT_PAPER_TICKET_US (10 * INT64_C(60000000)) /* then its bearer asks again on the line */

/* -- the engine -- */
#define LT_QUEUE_COMMANDS_MAX 65536u /* waiting commands; beyond, whole reports are refused */
#define LT_QUEUE_BYTES_MAX (256u << 20)
#define LT_QUEUE_SUBMISSIONS_MAX 16384u /* submissions are shed earlier than progress */
#define LT_BATCH_COMMANDS_MAX 1024u
#define LT_BATCH_EVENT_BYTES_MAX (256u << 10)
#define LT_BATCH_ARENA_BYTES (64u << 20)
#define LT_TIMERS_PER_BATCH_MAX 256u /* a storm of timers may not starve commands */
#define LT_TIMERS_PER_BATCH_US 300   /* nor may they double what a command waits for its batch */
#define LT_DUE_GRACE_US INT64_C(1000000)	   /* what ends in the due second is in time */
#define LT_ACTED_LATE_US INT64_C(60000000)	   /* longer under way: the node's time counts */
#define LT_TIMER_PROMPT_US (60 * INT64_C(1000000)) /* later than that: it happens now */
#define LT_SWEEP_SLICE 256u			   /* dossiers a sweep looks at in one batch */
#define LT_REQUEST_WINDOW 16384u /* stored replies a node; a node has fewer outstanding */
#define LT_REQUESTS_OUTSTANDING_MAX 8192u
#define LT_ANSWERS_KEPT 16384u /* that left no event, of all nodes; a late copy is seconds late */
#define LT_OFFER_ACK_US (5 * INT64_C(1000000)) /* an offer nobody acknowledges goes to the next */
#define LT_OFFERS_UNANSWERED_MAX 12u /* in a row, ever further apart; then the job has failed */
#define LT_LEASE_US (30 * INT64_C(1000000)) /* a running job says so at least this often */
#define LT_ATTEMPTS_MAX_DEFAULT 3u	    /* then the job becomes an incident for a person */
#define LT_CHECKPOINT_DIRTY_PAGES 12288u    /* 48 MiB; LMDB's own bound is 131,071 */
#define LT_CHECKPOINT_IDLE_US (200 * INT64_C(1000)) /* quiet this long: nobody waits for it */

/* -- a node's replica -- */
/* Of a journal, or twice what it last came down to. */
#define LT_REPLICA_COMPACT_BYTES (64u << 20)
/* Of dossiers that are over and done with; the desk has the rest. */
#define LT_REPLICA_KEPT_YEARS 2

/* -- a dossier -- */
#define LT_TOKENS_MAX 64u  /* steps open at once in one dossier */
#define LT_ITEMS_MAX 40u   /* a branch runs for: each is an open step */
#define LT_FIELDS_MAX 256u /* declared fields of a procedure */
#define LT_PAPERS_MAX 256u
#define LT_TEXT_BYTES_MAX 8192u	    /* one text field or note */
#define LT_NAME_BYTES_MAX 512u	    /* names of people, steps, units */
#define LT_FEEDBACK_BYTES_MAX 2000u /* what a citizen says at once */
#define LT_FEEDBACKS_MAX 20u	    /* ... of one dossier */
/* What is written in it: a message shows it beside its longest event, and a page of the feed
 * carries that event whole. */
#define LT_DOSSIER_BYTES_MAX (256u << 10)
#define LT_EVENTS_PER_COMMAND_MAX 256u
#define LT_STRAIGHT_STEPS_MAX 64u /* choose steps passed in one command: a loop is an incident */
#define LT_FRAMES_MAX 8u	  /* procedures called inside procedures */
#define LT_PAUSES_MAX 256u
#define LT_LATES_MAX 128u	      /* of one dossier, each with two duties: 40 kB of it */
#define LT_SIGNALS_MAX 64u	      /* events kept until somebody waits for them */
#define LT_DOSSIER_CODE_BYTES_MAX 56u /* 35 of the agency (QĐ 20/2020 art. 4) + date + counter */
#define LT_AGENCY_CODE_BYTES_MAX 35u  /* QĐ 20/2020/QĐ-TTg art. 4 */
#define LT_PROCEDURE_CODE_BYTES_MAX 40u
#define LT_STATEMENT_AHEAD_US (300 * INT64_C(1000000)) /* a node's clock may be so far ahead */

/* -- a procedure -- */
#define LT_SOURCE_BYTES_MAX (512u << 10)
#define LT_STEPS_MAX 2048u /* the largest real table has 22; recorded logs make hundreds */
#define LT_OUTCOMES_MAX 1024u
#define LT_SCRIPT_LOAD_INSTRUCTIONS 20000000
#define LT_SCRIPT_LOAD_CPU_US (2 * INT64_C(1000000))
#define LT_SCRIPT_LOAD_BYTES (64u << 20)
#define LT_SCRIPT_CALL_INSTRUCTIONS 1000000
#define LT_SCRIPT_CALL_CPU_US (50 * INT64_C(1000)) /* the engine thread waits for it */
#define LT_SCRIPT_LIVE_BYTES (8u << 20)
#define LT_SCRIPT_CALL_ALLOC_BYTES (64u << 20) /* handed out in one call, freed or not */
#define LT_DEFINITIONS_CACHED 4096u
#define LT_DEPUTIES_BYTES_MAX (64u << 20) /* those of two years, 200 bytes each */

/* -- a directory -- */
#define LT_UNITS_MAX 65536u
#define LT_OFFICERS_MAX 262144u

/* -- the store -- */
#define LT_MAP_BYTES (UINT64_C(64) << 30) /* sparse; resizing under load is not needed */
#define LT_CHECK_FIRST_MIB 256 /* a larger state.mdb is read through while it is being served */
#define LT_MAP_BYTES_LEAST (UINT64_C(1) << 30) /* where a process is given less address space */
#define LT_READERS_MAX 512u
#define LT_MAP_FILL_REFUSE_PERCENT 85u /* new dossiers are refused; progress goes on */
#define LT_DISK_FREE_REFUSE_BYTES (UINT64_C(256) << 20)
#define LT_KEY_BYTES_MAX 64u

_Static_assert(LT_DOSSIER_BYTES_MAX * 3 <= LT_MESSAGE_BYTES_MAX,
	       "a dossier and its longest event fit a message");
_Static_assert(LT_REQUESTS_OUTSTANDING_MAX * 2 <= LT_REQUEST_WINDOW,
	       "a node may never overwrite the reply of a request it still waits for");
_Static_assert(LT_ITEMS_PER_MESSAGE_MAX <= LT_REQUESTS_OUTSTANDING_MAX, "one message always fits");
