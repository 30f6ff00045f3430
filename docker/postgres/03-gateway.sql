-- The login and the database of gateway, for assignments. No other role may connect to the database.
-- Each statement ends with a semicolon before an empty line: they are sent one by one, as CREATE DATABASE
-- refuses to run inside a transaction. Running the file again changes nothing but the password.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gateway') THEN
    CREATE ROLE gateway LOGIN;
  END IF;
  EXECUTE format('ALTER ROLE gateway LOGIN PASSWORD %L', current_setting('setup.gateway_password'));
END
$$;

CREATE DATABASE gateway OWNER gateway;

ALTER DATABASE gateway OWNER TO gateway;

REVOKE ALL ON DATABASE gateway FROM PUBLIC;

GRANT CONNECT, TEMPORARY ON DATABASE gateway TO gateway;
