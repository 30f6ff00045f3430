-- The login and the database of driver-service. No other role may connect to the database.
-- Each statement ends with a semicolon before an empty line: they are sent one by one, as CREATE DATABASE
-- refuses to run inside a transaction. Running the file again changes nothing but the password.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'driver_service') THEN
    CREATE ROLE driver_service LOGIN;
  END IF;
  EXECUTE format('ALTER ROLE driver_service LOGIN PASSWORD %L', current_setting('setup.driver_service_password'));
END
$$;

CREATE DATABASE driver_service OWNER driver_service;

ALTER DATABASE driver_service OWNER TO driver_service;

REVOKE ALL ON DATABASE driver_service FROM PUBLIC;

GRANT CONNECT, TEMPORARY ON DATABASE driver_service TO driver_service;
