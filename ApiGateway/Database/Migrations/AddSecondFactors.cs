using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds authenticator apps and recovery codes.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261130010000_AddSecondFactors")]
internal sealed class AddSecondFactors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.authenticators (
            user_id uuid PRIMARY KEY REFERENCES identity.users ON DELETE CASCADE,
            secret bytea NOT NULL CHECK (octet_length(secret) <= 1000),
            created_at timestamptz NOT NULL,
            confirmed_at timestamptz,
            last_step bigint NOT NULL,
            failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0));

        CREATE TABLE identity.recovery_codes (
            user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
            code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
            PRIMARY KEY (user_id, code_hash));
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.recovery_codes, identity.authenticators;");
}
