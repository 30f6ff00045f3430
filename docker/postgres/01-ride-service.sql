-- The login and the database of ride-service. No other role may connect to the database.
-- Each statement ends with a semicolon before an empty line: they are sent one by one, as CREATE DATABASE
-- refuses to run inside a transaction. Running the file again changes nothing but the password.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ride_service') THEN
    CREATE ROLE ride_service LOGIN;
  END IF;
  EXECUTE format('ALTER ROLE ride_service LOGIN PASSWORD %L', current_setting('setup.ride_service_password'));
END
$$;

CREATE DATABASE ride_service OWNER ride_service;

ALTER DATABASE ride_service OWNER TO ride_service;

REVOKE ALL ON DATABASE ride_service FROM PUBLIC;

GRANT CONNECT, TEMPORARY ON DATABASE ride_service TO ride_service;
