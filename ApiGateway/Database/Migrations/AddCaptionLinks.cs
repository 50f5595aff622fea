using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds links to captions. The version before refuses their tokens.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261204000000_AddCaptionLinks")]
internal sealed class AddCaptionLinks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.caption_links (
            id uuid PRIMARY KEY,
            user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
            job_id uuid NOT NULL,
            name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
            token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
            may_edit boolean NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL CHECK (expires_at > created_at));
        CREATE UNIQUE INDEX caption_links_token_hash ON identity.caption_links (token_hash);
        CREATE INDEX caption_links_user_id_job_id ON identity.caption_links (user_id, job_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.caption_links;");
}
