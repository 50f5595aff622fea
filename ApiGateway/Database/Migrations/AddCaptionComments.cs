using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds comments on recordings, and links by which they are written. For the version before, such links are for reading.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261206000000_AddCaptionComments")]
internal sealed class AddCaptionComments : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE identity.caption_links ADD COLUMN may_comment boolean NOT NULL DEFAULT false;
        CREATE TABLE identity.caption_comments (
            id uuid PRIMARY KEY,
            user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
            job_id uuid NOT NULL,
            link_id uuid,
            name text CHECK (length(name) BETWEEN 1 AND 60),
            text text NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
            at_ms bigint NOT NULL CHECK (at_ms >= 0),
            token_hash bytea CHECK (octet_length(token_hash) = 32),
            created_at timestamptz NOT NULL,
            resolved_at timestamptz,
            CHECK ((link_id IS NULL) = (token_hash IS NULL)),
            CHECK (link_id IS NULL OR name IS NOT NULL));
        CREATE INDEX caption_comments_job_id_at_ms ON identity.caption_comments (job_id, at_ms);
        CREATE INDEX caption_comments_user_id ON identity.caption_comments (user_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TABLE identity.caption_comments;
        ALTER TABLE identity.caption_links DROP COLUMN may_comment;
        """);
}
