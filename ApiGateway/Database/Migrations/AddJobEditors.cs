using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds invitations to the captions of jobs. The version before knows none, and answers 404 to who is invited.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261207000000_AddJobEditors")]
internal sealed class AddJobEditors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.job_editors (
            id uuid PRIMARY KEY,
            owner_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
            job_id uuid NOT NULL,
            email text NOT NULL CHECK (length(email) BETWEEN 1 AND 256),
            normalized_email text NOT NULL CHECK (length(normalized_email) BETWEEN 1 AND 256),
            may_edit boolean NOT NULL,
            created_at timestamptz NOT NULL);
        CREATE UNIQUE INDEX job_editors_job_id_normalized_email ON identity.job_editors (job_id, normalized_email);
        CREATE INDEX job_editors_normalized_email ON identity.job_editors (normalized_email, id);
        CREATE INDEX job_editors_owner_id ON identity.job_editors (owner_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.job_editors;");
}
