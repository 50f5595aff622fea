using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds the table of account deletions in progress.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261130020000_AddDepartures")]
internal sealed class AddDepartures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.departures (
            user_id uuid PRIMARY KEY REFERENCES identity.users,
            id uuid NOT NULL UNIQUE,
            requested_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL);
        CREATE INDEX departures_due_at ON identity.departures (due_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.departures;");
}
