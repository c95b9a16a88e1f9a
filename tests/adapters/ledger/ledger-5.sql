-- A ledger as the fifth program made it: its tables, one draft of two articles, one issue of the archive, one cover.
PRAGMA application_id = 1347767367;
PRAGMA user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE account (
	appid VARCHAR NOT NULL, 
	used TEXT NOT NULL, 
	steps BIGINT DEFAULT '0' NOT NULL, 
	seen BIGINT DEFAULT '0' NOT NULL, 
	stamp VARCHAR DEFAULT '' NOT NULL, 
	doubted BOOLEAN DEFAULT 0 NOT NULL, 
	refused_bytes BIGINT DEFAULT '0' NOT NULL, 
	refused_title BIGINT DEFAULT '0' NOT NULL, 
	refused_digest BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (appid)
);
INSERT INTO "account" VALUES('wx0000000000000001','2026-11-24T08:30:00+00:00',4,0,'',0,21000,64,0);
CREATE TABLE act (
	number INTEGER NOT NULL, 
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
INSERT INTO "act" VALUES(1,1,'2026-11-24T08:30:00+00:00','draft_intent','cccccccc','','','');
INSERT INTO "act" VALUES(2,1,'2026-11-24T08:30:00+00:00','drafted','cccccccc','m','','');
INSERT INTO "act" VALUES(3,1,'2026-11-24T08:30:00+00:00','drafted','cccccccc','m','','');
INSERT INTO "act" VALUES(4,2,'2026-11-24T08:30:00+00:00','published','','','','["release-archive", {"issue": "2020-06-03"}]');
CREATE TABLE delivery (
	number INTEGER NOT NULL, 
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
	manual BOOLEAN DEFAULT 0 NOT NULL, 
	passed TEXT DEFAULT '[]' NOT NULL, 
	missed TEXT DEFAULT '' NOT NULL, 
	form VARCHAR DEFAULT '' NOT NULL, 
	others TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
INSERT INTO "delivery" VALUES(1,'wx0000000000000001','issues/2020-06-17','drafted','cccccccc','简报','https://example.org/?issue=2020-06-17-cccccccc','cover','tttttttt',1,2,'2026-11-24T08:30:00+00:00','m','k','','','[]','','','ours',0,'[]','','parts','[["issues/notes", "附记"]]');
INSERT INTO "delivery" VALUES(2,'wx0000000000000001','issues/2020-06-03','published','','','','','',0,0,'2026-11-24T08:30:00+00:00','','','','','[]','["release-archive", {"issue": "2020-06-03"}]','','ours',0,'[]','','','[]');
CREATE TABLE home (
	version INTEGER NOT NULL, 
	machine VARCHAR NOT NULL, 
	host TEXT NOT NULL, 
	place TEXT NOT NULL
);
INSERT INTO "home" VALUES(5,'MACHINE','mill','PLACE');
CREATE TABLE upload (
	appid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	place TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (appid, kind, digest), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
INSERT INTO "upload" VALUES('wx0000000000000001','cover','d','place','2026-11-24T08:30:00+00:00');
CREATE UNIQUE INDEX delivery_by_draft ON delivery (appid, media_id) WHERE media_id != '';
CREATE INDEX delivery_by_issue ON delivery (appid, issue);
COMMIT;
