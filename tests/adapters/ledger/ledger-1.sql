-- A ledger as the first program made it: its tables, one draft, one cover.
PRAGMA application_id = 1347767367;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE account (
	appid VARCHAR NOT NULL, 
	used TEXT NOT NULL, 
	PRIMARY KEY (appid)
);
INSERT INTO "account" VALUES('wx0000000000000001','2026-11-20T08:30:00+00:00');
CREATE TABLE act (
	number INTEGER NOT NULL, 
	delivery INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	media_id VARCHAR NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(delivery) REFERENCES delivery (number)
);
INSERT INTO "act" VALUES(1,1,'2026-11-20T08:30:00+00:00','draft_intent','cccccccc','');
INSERT INTO "act" VALUES(2,1,'2026-11-20T08:30:00+00:00','drafted','cccccccc','m');
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
	PRIMARY KEY (number), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
INSERT INTO "delivery" VALUES(1,'wx0000000000000001','issues/2020-06-17','drafted','cccccccc','简报','https://example.org/?issue=a','cover','tttttttt',1,1,'2026-11-20T08:30:00+00:00','m','k');
CREATE TABLE upload (
	appid VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	place TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (appid, kind, digest), 
	FOREIGN KEY(appid) REFERENCES account (appid)
);
INSERT INTO "upload" VALUES('wx0000000000000001','cover','d','place','2026-11-20T08:30:00+00:00');
CREATE INDEX delivery_by_issue ON delivery (appid, issue);
CREATE UNIQUE INDEX delivery_by_draft ON delivery (appid, media_id) WHERE media_id != '';
COMMIT;
