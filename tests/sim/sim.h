/* SPDX-License-Identifier: EUPL-1.2 */
/* A whole province in one process, one thread, one seed: the coordinator's own code on a virtual
 * clock and a fake line, nodes that speak its protocol, officers and citizens who use and misuse
 * it, and faults.
 *
 *   one turn: deliver messages -> nodes -> people -> faults -> coordinator -> move the clock to the
 * next
 *
 * Everything that is random comes from the seed, so a seed is a run. What is checked does not trust
 * the coordinator: the book (book.c) holds what was acknowledged, the checks (check.c) read the
 * journal. */
#pragma once

#include "command.pb-c.h"
#include "link.pb-c.h"

#include "procedures/core/directory.h"
#include "proto/link/fake.h"
#include "proto/store/store.h"
#include "tests/history/history.h"
#include "tests/sim/chance.h"
#include "worker/node/desk.h"

struct lt_definition;
struct lt_engine;
struct lt_shell;
struct sim_world;
struct sim_node;

/* -- knobs: each is off in half of the seeds -- */

#define SIM_KNOBS_DRAWN(X)                                                                         \
	X(loss)                                                                                    \
	X(doubling)                                                                                \
	X(delay)                                                                                   \
	X(reordering)                                                                              \
	X(cuts)                                                                                    \
	X(hang_ups)                                                                                \
	X(restarts)                                                                                \
	X(crashes)                                                                                 \
	X(store_faults)                                                                            \
	X(clock_steps)                                                                             \
	X(leaps)                                                                                   \
	X(poison)                                                                                  \
	X(mistakes)                                                                                \
	X(job_troubles)                                                                            \
	X(repeats)                                                                                 \
	X(offline)                                                                                 \
	X(publishing)                                                                              \
	X(withdrawals)                                                                             \
	X(floods)                                                                                  \
	X(partitions)                                                                              \
	X(freezes)                                                                                 \
	X(slowness)                                                                                \
	X(orders)                                                                                  \
	X(hurry)

/** Those of a chance of their own, so that what older seeds are does not change where they are off.
 */
#define SIM_KNOBS(X)                                                                               \
	SIM_KNOBS_DRAWN(X)                                                                         \
	X(no_room)

struct sim_knobs {
#define X(name) bool name;
	SIM_KNOBS(X)
#undef X
};

enum sim_mode { SIM_SAFETY = 1, SIM_LIVENESS };

/* -- what is published (catalogue.c); made once, shared by all seeds -- */

struct sim_procedure {
	char *path, *source;
	struct lt_definition *definition;
	bool own; /**< of the simulator; every seed has it */
};

struct sim_province {
	const char *path;
	char *source;
	struct lt_directory *directory;
	int64_t first_us, last_us; /**< runs begin in between */
	uint32_t days_max;	   /**< they take one to so many days */
	struct sim_procedure *procedures;
	size_t procedures_count;
};

/** @return 0 or LT_E_*; the text says which file. */
int sim_catalogue_load(struct lt_err *err) LT_MUST_USE;
void sim_catalogue_free(void);
/** @param percent  0..99, drawn: which of them */
const struct sim_province *sim_catalogue_province(uint64_t percent);
/** Text of a directory with so many communes, each with a node, beside the province's own offices.
 *  Of the caller. */
char *sim_province_source(size_t communes);
/** A directory in which every third clerk has a colleague at the same desk, with the same roles:
 * who may hold what the other wants. Of the caller. */
char *sim_province_colleagues(const char *source);
const char *sim_catalogue_calendar(void);
/** By code; NULL. */
const struct sim_procedure *sim_procedure_of(const struct sim_province *province, const char *code);

/** What was read once for all runs (shelf.c) is let go: @p all of it, or what has become too much.
 *  Between two runs. */
void sim_shelf_clear(bool all);
/** What lies in the folder @p path has no room on its disk; NULL: all has. Kept until it is
 * changed.
 */
void sim_shelf_fill_disk(const char *path);

/* -- the book: every request ever made (book.c) -- */

enum sim_outcome { SIM_OPEN = 1, SIM_ACCEPTED, SIM_REFUSED, SIM_LOST };

/** One command of one node, under one number. Freed with the world. */
struct sim_request {
	uint64_t mark; /**< number in the book, from 1; written into notes */
	struct sim_node *node;
	uint64_t boot, seq; /**< as people numbered it: of the visit, within it */
	/** As the node numbered it for the coordinator; number 0: not yet, or never. */
	uint64_t number_key, number_boot, number;
	struct lt_outgoing *out; /**< of a machine's, while it waits in the outbox */
	Lt__Command__BodyCase kind;
	uint64_t dossier;
	uint32_t token, attempt;
	int64_t asked_us;
	bool marked;	  /**< its mark is in the history if it took effect */
	bool must_refuse; /**< whoever asks for this may not get it */
	bool under_way, queued;
	bool told;	  /**< whoever asked has an answer */
	bool provisional; /**< ... which the node gave alone */
	enum sim_outcome outcome;
	uint32_t refusal;
	uint64_t life;	     /**< of the coordinator, when it answered */
	uint64_t reply_key;  /**< what was acknowledged, hashed */
	uint64_t at_dossier; /**< from the reply */
	uint32_t events_count;
	char code[LT_DOSSIER_CODE_BYTES_MAX + 1]; /**< submitted under, or given */
	char officer[64];
	uint8_t *bytes;
	size_t size;
	/** Told once, with the reply, or NULL when the node restarted before it came. */
	void (*done)(struct sim_world *world, struct sim_request *request,
		     const Lt__CommandReply *reply);
	void *owner;
};

/** A dossier that somebody was told of. */
struct sim_dossier {
	uint64_t id;
	char code[LT_DOSSIER_CODE_BYTES_MAX + 1];
	uint64_t mark;	       /**< of the submission */
	uint32_t events_count; /**< the most that was acknowledged */
};

struct sim_book {
	struct sim_request **requests; /**< by mark - 1 */
	size_t requests_count;
	struct sim_dossier *dossiers;
	size_t dossiers_count;
	uint64_t *batches; /**< hash of each batch of the journal seen so far */
	size_t batches_count;
	uint64_t accepted, refused, lost;
};

struct sim_request *sim_book_add(struct sim_world *world);
/** Notes a reply; checks that a repeated request gets the same one. */
void sim_book_reply(struct sim_world *world, struct sim_request *request,
		    const Lt__CommandReply *reply);
/** Notes what the coordinator decided; whoever asked hears it from the desk, or never. */
void sim_book_decided(struct sim_world *world, struct sim_request *request,
		      const Lt__CommandReply *reply);
/** May it be accepted and leave nothing, because what it asks for is so already? */
bool sim_book_may_be_idle(const struct sim_request *request);
void sim_book_lost(struct sim_world *world, struct sim_request *request);
struct sim_dossier *sim_book_dossier(const struct sim_world *world, uint64_t id);
void sim_book_done(struct sim_book *book);

/* -- nodes (node.c, visitor.c, numbers.c, jobs.c) -- */

enum { SIM_REPORTS = 3, SIM_READS = 4, SIM_JOBS = 16, SIM_REPORT_ITEMS = 8 };

enum sim_talk_use { SIM_TALK_HELLO = 1, SIM_TALK_REPORT, SIM_TALK_READ };

typedef void sim_read_done(struct sim_world *world, void *owner, const Lt__FetchReply *reply);

struct sim_talk {
	struct sim_node *node;
	struct lt_talk *talk;
	enum sim_talk_use use;
	bool busy, over;
	struct sim_request *requests[SIM_REPORT_ITEMS];
	size_t count;
	sim_read_done *read;
	void *owner;
	uint64_t dossier;			    /**< of a read */
	char sought[LT_DOSSIER_CODE_BYTES_MAX + 1]; /**< by this text; empty: it is shown */
	/** Events it must show: what was acknowledged before it was asked, anywhere, at this node.
	 */
	uint32_t least, least_here;
};

enum sim_job_plan {
	SIM_JOB_OK = 1,
	SIM_JOB_SLOW, /**< takes minutes, gives signs of life */
	SIM_JOB_FAIL,
	SIM_JOB_NONSENSE, /**< answers what the step does not know */
	SIM_JOB_HANG,	  /**< accepted, never heard of again */
	SIM_JOB_DEAF,	  /**< not even accepted */
	SIM_JOB_LATE,	  /**< answers after its lease */
	SIM_JOB_TWICE,	  /**< answers twice, under two numbers */
};

struct sim_job {
	bool used, accepted;
	enum sim_job_plan plan;
	uint64_t dossier;
	uint32_t token, attempt;
	char step[72];
	int64_t at_us, end_us; /**< next thing to do; when the answer is due */
};

/** How far a dossier was, as a node was told. */
struct sim_acknowledged {
	uint64_t dossier;
	uint32_t events;
};

enum sim_stop { SIM_STOP_CLEAN = 1, SIM_STOP_KILLED, SIM_STOP_WIPED };

struct sim_node {
	struct sim_world *world;
	uint32_t number; /**< on the fake line */
	const struct lt_node_spec *spec;
	uint64_t key;	 /**< lt_name_key of its id */
	char *folder;	 /**< its disk; NULL: empty */
	uint64_t boot;	 /**< of the process, and of the visit at its desk */
	int64_t skew_us; /**< its wall clock is so far ahead of the world's */
	/* its process */
	struct lt_clock clock;
	struct lt_client *client; /**< NULL: switched off */
	struct lt_post *post;
	struct lt_keep *keep;
	struct lt_outbox *outbox;
	struct lt_line *line;
	struct lt_replica *replica;
	struct lt_follow *follow;
	struct lt_alone *alone;
	struct lt_desk *desk;
	struct sim_job jobs[SIM_JOBS];
	/* its desk, and who comes there */
	struct lt_fake_line *hall;
	struct lt_server *server;
	struct lt_client *visitor;
	struct sim_talk hello, reports[SIM_REPORTS], reads[SIM_READS];
	bool welcome;
	uint64_t seq;
	struct sim_request **queue; /**< not answered, this boot */
	size_t queue_count, queue_room;
	/* what the book knows of its numbers */
	struct sim_request **kept; /**< on its disk, not decided */
	size_t kept_count;
	uint64_t kept_seq;
	struct sim_acknowledged *acknowledged;
	size_t acknowledged_count;
	int64_t awake_until_us, wake_us, retry_us;
	int64_t off_until_us, cut_until_us; /**< 0: it is on; not cut */
	int64_t frozen_until_us;	    /**< it stands still as after SIGSTOP; messages wait */
	int64_t slow_us;		    /**< so long between two looks at what has come */
};

int sim_node_start(struct sim_node *node, struct lt_err *err) LT_MUST_USE;
/** Switches it off: what was not answered is lost, and its book says so. */
void sim_node_stop(struct sim_node *node, enum sim_stop how);
/** Also says when it is to be stepped again (world->nodes_us). */
void sim_node_step(struct sim_node *node);
/** There is something that its next step must look at. */
void sim_node_stir(struct sim_node *node);
/** Somebody uses it: it asks for work and news for a while. */
void sim_node_touch(struct sim_node *node);
/** ... until then (monotonic), and at once. */
void sim_node_keep_awake(struct sim_node *node, int64_t until_us);
/** What somebody wants at its desk, or, as the node itself, a machine of it. NULL: it is off. */
struct sim_request *sim_node_command(struct sim_node *node, Lt__Command *command);
/** Asks again in the same visit what was answered: the reply must be the same. */
void sim_node_repeat(struct sim_node *node, struct sim_request *request);
/** More commands at once than the queue takes. */
void sim_node_flood(struct sim_node *node);
/** At its desk. @return false: the node is off, or busy. */
bool sim_node_read(struct sim_node *node, Lt__Fetch *fetch, sim_read_done *read, void *owner);
/** Jobs of a poll's reply, and their next moves. */
void sim_jobs_offered(struct sim_node *node, Lt__Job *const *jobs, size_t count);
void sim_jobs_step(struct sim_node *node);
int64_t sim_jobs_next_us(const struct sim_node *node);
uint32_t sim_jobs_free(const struct sim_node *node);

/* -- people (officers.c, citizens.c) -- */

struct sim_officer {
	const char *id, *unit;
	struct sim_node *node;
	int64_t wake_us, idle_us;
	bool waits; /**< for a reply */
};

struct sim_citizen {
	uint64_t number;
	int64_t wake_us;
	bool waits;
	const struct sim_procedure *procedure;
	struct sim_node *node;
	const char *unit;
	uint64_t dossier, first_dossier; /**< first: it is handed in again under its code */
	char code[LT_DOSSIER_CODE_BYTES_MAX + 1];
	char id_number[24];
	bool done;
	uint32_t retries; /**< of incidents, since it is calm */
};

int sim_officers_new(struct sim_world *world, struct lt_err *err) LT_MUST_USE;
void sim_officers_step(struct sim_world *world);
int sim_citizens_new(struct sim_world *world, struct lt_err *err) LT_MUST_USE;
void sim_citizens_step(struct sim_world *world);
/** Random values for some declared fields; @p all of them that are required. */
void sim_fields(struct sim_world *world, const struct lt_definition *definition, bool all,
		struct sim_chance *chance, Lt__Field ***ret, size_t *ret_count);
/** The next moment at which people work, not before @p at_us (both monotonic). */
int64_t sim_office_time(const struct sim_world *world, int64_t at_us);

/* -- orders (orders.c) -- */

/** Fills in what the receiving desk orders of a dossier. @return false: nothing. */
bool sim_order(struct sim_world *world, const Lt__Dossier *dossier, Lt__Command *command);
/** What the operator orders: a line was down, or a dossier goes on under the newest version. */
void sim_order_line_down(struct sim_world *world);
void sim_order_migration(struct sim_world *world);

/* -- faults (faults.c) -- */

struct sim_faults {
	int64_t wake_us, down_until_us, mend_us;
	int64_t apart_us_max; /**< between two of them: how rough this seed is */
	bool crash_after_hit;
	uint64_t hits_seen, aborts_seen;
	uint64_t state_before; /**< of a crash between batches; 0: not known */
	uint64_t crashes, opens_failed, versions, floods;
	struct sim_chance room_chance; /* of the coordinator's disk */
	int64_t room_us;	       /**< when it fills up, or has room again */
	bool no_room;
};

void sim_faults_new(struct sim_world *world);
void sim_faults_step(struct sim_world *world);
int64_t sim_faults_next_us(const struct sim_world *world);
/** After each round of the coordinator: what became of an injected fault. */
void sim_faults_look(struct sim_world *world, int result, const struct lt_err *err);
/** The knobs that it draws itself. */
void sim_faults_draw(struct sim_world *world);
/** No more faults: everything is mended and switched on. */
void sim_faults_calm(struct sim_world *world);
/** Sets injected faults aside while the simulator itself looks; and back. */
void sim_faults_hush(struct sim_world *world, int64_t saved[2]);
void sim_faults_restore(struct sim_world *world, const int64_t saved[2]);

/* -- the coordinator (coordinator.c) -- */

/** Name key of the operator's own requests. */
#define SIM_OPERATOR_KEY UINT64_C(42)

struct sim_coordinator {
	char *folder;
	struct lt_faults journal_faults, state_faults;
	struct lt_engine *engine; /**< NULL: it is down */
	struct lt_shell *shell;
	struct lt_server *server;
	bool mail;		  /**< something has come since its last step */
	int64_t frozen_until_us;  /**< it stands still, as a node may */
	int64_t busy_us, look_us; /**< when a batch was last written; when to look without mail */
	uint64_t seq;		  /**< of the operator's publications */
};

int sim_coordinator_new(struct sim_world *world, struct lt_err *err) LT_MUST_USE;
/** Opens the folder anew and listens. */
int sim_coordinator_start(struct sim_world *world, struct lt_err *err) LT_MUST_USE;
/** @param clean  as SIGTERM, else as kill -9 */
void sim_coordinator_stop(struct sim_world *world, bool clean);
void sim_coordinator_step(struct sim_world *world);
int64_t sim_coordinator_next_us(const struct sim_world *world);
void sim_coordinator_done(struct sim_world *world);
/** An order of the operator, as a batch of its own. @return 0; LT_E_REFUSED; LT_E_*. */
int sim_coordinator_order(struct sim_world *world, Lt__Command *command,
			  struct lt_err *err) LT_MUST_USE;
/** Publishes by the operator's own hand, as a batch of its own. @return 0; LT_E_REFUSED; LT_E_*. */
int sim_coordinator_publish(struct sim_world *world, Lt__Command__BodyCase kind, const char *source,
			    const char *name, struct lt_err *err) LT_MUST_USE;

/* -- checks (check.c, journey.c) -- */

/** Hash of every row of the state, as of the last batch. */
uint64_t sim_check_state(struct sim_world *world);
/** The journal still begins with what was seen of it; takes in the rest. */
void sim_check_journal(struct sim_world *world);
/** The nine properties; the coordinator must be down. */
void sim_check_verify(struct sim_world *world);
/** The journal against the book. The coordinator must be up. */
void sim_check_book(struct sim_world *world);
/** Counts dossiers; when it is calm, everybody must be somewhere and be moving. */
void sim_check_dossiers(struct sim_world *world);
/** ... and what is at the nodes must be what is at the coordinator (check_nodes.c). */
void sim_check_nodes(struct sim_world *world);
void sim_check_at_desks(struct sim_world *world, const Lt__Dossier *d);
/** ... and is found there (check_find.c). */
void sim_check_finds(struct sim_world *world, struct sim_node *node);
/** What was found at a node for @p fetch, which names the dossier too. @param told  events of it
 *  that the node had been told of; 0: of none */
void sim_check_found(struct sim_world *world, const struct sim_node *node, const Lt__Fetch *fetch,
		     uint32_t told, const Lt__FetchReply *found);
/** Has, had or will the node have to do with the dossier (rights.c)? */
bool sim_concerns(struct sim_world *world, const struct sim_node *node, const Lt__Dossier *d);
void sim_journey_print(struct sim_world *world, uint64_t dossier);

/* -- the world (world.c) -- */

enum { SIM_HAPPENINGS = 50, SIM_HAPPENING_BYTES = 200 };

struct sim_world {
	uint64_t seed;
	enum sim_mode mode;
	struct sim_knobs knobs;
	struct sim_chance chance, faulty, line_chance; /* people; faults; nodes */
	struct lt_clock clock;
	int64_t start_us; /**< true time at monotonic 0 */
	int64_t end_us;	  /**< monotonic */
	bool office_hours, calm;
	const struct sim_province *province;
	const struct sim_procedure *procedures[12]; /**< in force */
	size_t procedures_count;
	struct lt_fake_line *line;
	struct sim_coordinator coordinator;
	struct sim_node *nodes;
	size_t nodes_count;
	int64_t *nodes_us;	      /**< when each node is to be looked at next */
	struct lt_post **nodes_posts; /**< of each; NULL: it is off */
	struct sim_officer *officers;
	size_t officers_count;
	struct sim_citizen *citizens;
	size_t citizens_count;
	int64_t officers_us, citizens_us; /**< when the first of them wakes, or before */
	struct sim_faults faults;
	struct sim_book book;
	struct history
		*history;      /**< what nodes and readers were told; at the end, all of the book */
	struct lt_arena arena; /**< for what is being built */
	struct lt_arena mail;  /**< for the reply that is being read */
	uint64_t hash;
	uint64_t happenings_count;
	char happenings[SIM_HAPPENINGS][SIM_HAPPENING_BYTES];
	bool failed, verbose;
	/* for the summary */
	uint64_t events, ended, open, incidents, unstaffed, provisional, conflicts, copies;
	uint64_t put_off; /**< commands of nodes that the coordinator had no room for */
	uint64_t looked[HISTORY_COUNT + 1]; /**< how often at each invariant */
};

struct sim_summary {
	bool failed;
	uint64_t hash, events, dossiers, ended, crashes, requests, incidents;
	uint64_t copies;		 /**< dossiers of replicas that were compared */
	uint64_t provisional, conflicts; /**< decided by nodes alone; refused after that */
	uint64_t put_off;		 /**< for want of room at the coordinator */
	uint64_t lost, doubled;		 /**< messages on the line */
	uint64_t looked[HISTORY_COUNT + 1];
};

/** One run. @param verbose  prints every happening */
int sim_run(uint64_t seed, enum sim_mode mode, bool verbose, struct sim_summary *ret,
	    struct lt_err *err) LT_MUST_USE;
/** Monotonic now. */
int64_t sim_now(struct sim_world *world);
/** How long people take for what takes them @p us: in a hurry, everything is at once. */
int64_t sim_pace(const struct sim_world *world, int64_t us);
/** True time, whatever the coordinator's clock says. */
int64_t sim_true_us(struct sim_world *world);
/** Puts a line into the trace and its hash. */
void sim_happen(struct sim_world *world, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** The run has failed: tells everything known. Only the first failure is told. */
void sim_fail(struct sim_world *world, uint64_t dossier, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
