using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds the API keys by which links to captions were created. Links of earlier versions have none, and are not revoked with a key.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261205000000_AddKeysOfCaptionLinks")]
internal sealed class AddKeysOfCaptionLinks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE identity.caption_links ADD COLUMN key_id uuid;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE identity.caption_links DROP COLUMN key_id;");
}
