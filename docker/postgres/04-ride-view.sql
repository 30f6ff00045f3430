-- A login that may connect only to Ride Service's database. Ride Service itself grants and revokes what the login can
-- read there: a read-only view while the approach database-view is on.
-- Running the file again changes nothing but the password.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'driver_service_ride_view') THEN
    CREATE ROLE driver_service_ride_view LOGIN;
  END IF;
  EXECUTE format(
    'ALTER ROLE driver_service_ride_view LOGIN PASSWORD %L', current_setting('setup.ride_view_password'));
END
$$;

GRANT CONNECT ON DATABASE ride_service TO driver_service_ride_view;
