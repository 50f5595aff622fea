using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Records which jobs use an upload. Jobs of earlier versions are unknown, and their uploads expire as announced.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261129000000_KeepUsedUploads")]
internal sealed class KeepUsedUploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.upload_uses (
            upload_id uuid NOT NULL REFERENCES identity.uploads ON DELETE CASCADE,
            job_id uuid NOT NULL,
            PRIMARY KEY (upload_id, job_id));
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.upload_uses;");
}
