-- A ledger in PostgreSQL as the fifth program made it, inside its schema: its tables, one draft of two articles, one cover.
CREATE SCHEMA publish;
SET search_path = publish;
CREATE TABLE account (
	appid VARCHAR NOT NULL, 
	used TEXT NOT NULL, 
	steps BIGINT DEFAULT '0' NOT NULL, 
	seen BIGINT DEFAULT '0' NOT NULL, 
	stamp VARCHAR DEFAULT '' NOT NULL, 
	doubted BOOLEAN DEFAULT false NOT NULL, 
	refused_bytes BIGINT DEFAULT '0' NOT NULL, 
	refused_title BIGINT DEFAULT '0' NOT NULL, 
	refused_digest BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (appid)
);
CREATE TABLE home (
	version INTEGER NOT NULL, 
	machine VARCHAR NOT NULL, 
	host TEXT NOT NULL, 
	place TEXT NOT NULL
);
CREATE TABLE delivery (
	number SERIAL NOT NULL, 
	appid VARCHAR NOT NULL, 
	issue TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	title TEXT NOT NULL, 
	source_url TEXT NOT NULL, 
	cover_id VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	marked BOOLEAN NOT NULL, 
	articles INTEGER NOT NULL, 
	started TEXT NOT NULL, 
	media_id VARCHAR NOT NULL, 
	kept VARCHAR NOT NULL, 
	publish_id VARCHAR DEFAULT '' NOT NULL, 
	clientmsgid VARCHAR DEFAULT '' NOT NULL, 
	addresses TEXT DEFAULT '[]' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	released TEXT DEFAULT '' NOT NULL, 
	newsletter VARCHAR DEFAULT '' NOT NULL, 
	manual BOOLEAN DEFAULT false NOT NULL, 
	passed TEXT DEFAULT '[]' NOT NULL, 
	missed TEXT DEFAULT '' NOT NULL, 
	form VARCHAR DEFAULT '' NOT NULL, 
	others TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
CREATE UNIQUE INDEX delivery_by_draft ON delivery (appid, media_id) WHERE media_id != '';
CREATE INDEX delivery_by_issue ON delivery (appid, issue);
CREATE TABLE upload (
	appid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	place TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (appid, kind, digest), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
CREATE TABLE act (
	number SERIAL NOT NULL, 
	delivery INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	media_id VARCHAR NOT NULL, 
	publish_id VARCHAR DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(delivery) REFERENCES delivery (number)
);
INSERT INTO home SELECT 5, system_identifier::text, 'PostgreSQL', current_database() FROM pg_control_system();
INSERT INTO "account" VALUES('wx0000000000000001','2026-11-24T08:30:00+00:00',4,0,txid_current()::text,false,21000,64,0);
INSERT INTO "delivery" VALUES(1,'wx0000000000000001','issues/2020-06-17','drafted','cccccccc','简报','https://example.org/?issue=2020-06-17-cccccccc','cover','tttttttt',true,2,'2026-11-24T08:30:00+00:00','m','k','','','[]','','','ours',false,'[]','','parts','[["issues/notes", "附记"]]');
INSERT INTO "delivery" VALUES(2,'wx0000000000000001','issues/2020-06-03','published','','','','','',false,0,'2026-11-24T08:30:00+00:00','','','','','[]','["release-archive", {"issue": "2020-06-03"}]','','ours',false,'[]','','','[]');
INSERT INTO "act" VALUES(1,1,'2026-11-24T08:30:00+00:00','draft_intent','cccccccc','','','');
INSERT INTO "act" VALUES(2,1,'2026-11-24T08:30:00+00:00','drafted','cccccccc','m','','');
INSERT INTO "act" VALUES(3,1,'2026-11-24T08:30:00+00:00','drafted','cccccccc','m','','');
INSERT INTO "act" VALUES(4,2,'2026-11-24T08:30:00+00:00','published','','','','["release-archive", {"issue": "2020-06-03"}]');
INSERT INTO "upload" VALUES('wx0000000000000001','cover','d','place','2026-11-24T08:30:00+00:00');
SELECT setval('delivery_number_seq', 2);
SELECT setval('act_number_seq', 4);
