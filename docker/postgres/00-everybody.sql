-- The maintenance databases are nobody's either.

REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;

REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
