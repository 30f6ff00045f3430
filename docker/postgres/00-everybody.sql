-- No service may connect to the maintenance databases. Where CloudNativePG runs Postgres, its own login keeps that right:
-- by it, a lost primary follows the new one.

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'streaming_replica') THEN
    GRANT CONNECT ON DATABASE postgres TO streaming_replica;
  END IF;
END
$$;

REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;

REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
