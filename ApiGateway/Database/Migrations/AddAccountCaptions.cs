using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds the default caption settings of accounts.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261202000000_AddAccountCaptions")]
internal sealed class AddAccountCaptions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.account_captions (
            user_id uuid PRIMARY KEY REFERENCES identity.users ON DELETE CASCADE,
            version integer NOT NULL CHECK (version > 0),
            settings text NOT NULL CHECK (octet_length(settings) <= 131072),
            updated_at timestamptz NOT NULL);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.account_captions;");
}
