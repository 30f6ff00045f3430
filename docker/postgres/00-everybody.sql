-- No service may connect to the maintenance databases.

REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;

REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
