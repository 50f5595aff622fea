using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Platform.Maintenance.Failures;

namespace Platform.Maintenance.Database;

/// <summary>
/// Runs <c>pg_dump</c> and <c>pg_restore</c> on the database of the connection string <c>platform</c>. They are those of the path, or of the folder that
/// <c>Backups:Programs</c> names, and must not be older than the server.
/// </summary>
internal sealed class PostgresPrograms(IConfiguration configuration)
{
    /// <summary>Gets the connection string.</summary>
    /// <exception cref="MaintenanceException">There is none.</exception>
    public string ConnectionString => configuration.GetConnectionString("platform")
        ?? throw new MaintenanceException("The connection string 'platform' is missing: set ConnectionStrings__platform, or start the platform first.");

    /// <summary>Starts to dump a moment of the database.</summary>
    /// <param name="snapshot">The name of the moment.</param>
    public PostgresProgram Dump(string snapshot) => Start(
        "pg_dump", "--format=custom", "--compress=1", $"--snapshot={snapshot}", "--lock-wait-timeout=60s");

    /// <summary>Starts to restore a dump, of which everything or nothing will be in the database.</summary>
    public PostgresProgram Restore() => Start("pg_restore", "--single-transaction", "--exit-on-error");

    private PostgresProgram Start(string program, params IReadOnlyList<string> arguments)
    {
        var target = new NpgsqlConnectionStringBuilder(ConnectionString);
        var file = configuration["Backups:Programs"] is { Length: > 0 } folder ? Path.Combine(folder, program) : program;
        var start = new ProcessStartInfo(file, [.. arguments, "--no-password", $"--dbname={target.Database}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Not among its arguments, which everybody on the machine can list.
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = target.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.Username;
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGAPPNAME"] = "maintenance";
        if (target.SslMode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull)
        {
            start.Environment["PGSSLMODE"] = target.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                _ => "require",
            };
            if (target.RootCertificate is { Length: > 0 } root)
            {
                start.Environment["PGSSLROOTCERT"] = root;
            }
        }

        try
        {
            return new PostgresProgram(program, Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new MaintenanceException($"{program} cannot be started: install PostgreSQL's client programs (apt-get install postgresql-client).", missing);
        }
    }
}
