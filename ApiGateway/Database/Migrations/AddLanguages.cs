using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds the languages of accounts and mails. Earlier versions leave them null, which means English.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261203000000_AddLanguages")]
internal sealed class AddLanguages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE identity.users ADD COLUMN language varchar(35);
        ALTER TABLE identity.mails ADD COLUMN language varchar(35);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE identity.users DROP COLUMN language;
        ALTER TABLE identity.mails DROP COLUMN language;
        """);
}
