using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.ApiGateway.Database.Migrations;

/// <summary>Adds the outbox of mails, and mailed codes.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261129100000_AddMails")]
internal sealed class AddMails : Migration
{
    // No foreign key to the account, because the deletion of an account is confirmed by mail too.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE identity.mails (
            id uuid PRIMARY KEY,
            kind varchar(30) NOT NULL,
            address varchar(256) NOT NULL,
            normalized_address varchar(256) NOT NULL,
            subject varchar(200) NOT NULL,
            body varchar(4000),
            user_id uuid REFERENCES identity.users ON DELETE SET NULL,
            created_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            give_up_at timestamptz NOT NULL,
            attempts integer NOT NULL CHECK (attempts >= 0),
            lease_until timestamptz,
            ended_at timestamptz,
            CHECK ((body IS NULL) = (ended_at IS NOT NULL)));
        CREATE INDEX mails_waiting ON identity.mails (due_at) WHERE body IS NOT NULL;
        CREATE INDEX mails_ended ON identity.mails (ended_at) WHERE body IS NULL;
        CREATE INDEX mails_user_id ON identity.mails (user_id, created_at);
        CREATE INDEX mails_address ON identity.mails (normalized_address, created_at);

        CREATE TABLE identity.mailed_codes (
            user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
            purpose varchar(30) NOT NULL,
            code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
            new_email varchar(256),
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            tries_left integer NOT NULL CHECK (tries_left >= 0),
            PRIMARY KEY (user_id, purpose),
            CHECK ((purpose = 'email_change') = (new_email IS NOT NULL)));
        CREATE INDEX mailed_codes_expires_at ON identity.mailed_codes (expires_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE identity.mailed_codes, identity.mails;");
}
