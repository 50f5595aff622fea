using System.Text;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Platform.ApiGateway.Database;

/// <summary>
/// Provides the schema <c>identity</c>: accounts, sessions, API keys, second factors, security events, uploads, caption settings, links to captions,
/// comments, invitations, mails and data-protection keys.
/// </summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : IdentityDbContext<User, Role, Guid>(options)
{
    public const string Schema = "identity";

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();

    public DbSet<Upload> Uploads => Set<Upload>();

    public DbSet<UploadUse> UploadUses => Set<UploadUse>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<PendingAccountDeletion> AccountDeletions => Set<PendingAccountDeletion>();

    public DbSet<StoredAccountCaptions> AccountCaptions => Set<StoredAccountCaptions>();

    public DbSet<StoredCaptionLink> CaptionLinks => Set<StoredCaptionLink>();

    public DbSet<StoredCaptionComment> CaptionComments => Set<StoredCaptionComment>();

    public DbSet<StoredJobEditor> JobEditors => Set<StoredJobEditor>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();

    public DbSet<MailedCode> MailedCodes => Set<MailedCode>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);

        builder.Entity<User>().ToTable("users");
        builder.Entity<Role>().ToTable("roles");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserRole<Guid>>().ToTable("user_roles");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityRoleClaim<Guid>>().ToTable("role_claims");
        builder.Entity<Session>().ToTable("sessions");
        builder.Entity<ApiKey>().ToTable("api_keys");
        builder.Entity<SecurityEvent>().ToTable("security_events");
        builder.Entity<Upload>().ToTable("uploads");
        builder.Entity<UploadUse>().ToTable("upload_uses").HasKey(use => new { use.UploadId, use.JobId });
        builder.Entity<Authenticator>().ToTable("authenticators").HasKey(authenticator => authenticator.UserId);
        builder.Entity<Authenticator>().Property(authenticator => authenticator.UserId).ValueGeneratedNever();
        builder.Entity<RecoveryCode>().ToTable("recovery_codes").HasKey(code => new { code.UserId, code.CodeHash });
        builder.Entity<PendingAccountDeletion>().ToTable("departures").HasKey(deletion => deletion.UserId);
        builder.Entity<PendingAccountDeletion>().Property(deletion => deletion.UserId).ValueGeneratedNever();
        builder.Entity<StoredAccountCaptions>().ToTable("account_captions").HasKey(settings => settings.UserId);
        builder.Entity<StoredAccountCaptions>().Property(settings => settings.UserId).ValueGeneratedNever();
        builder.Entity<StoredCaptionLink>().ToTable("caption_links");
        builder.Entity<StoredCaptionComment>().ToTable("caption_comments");
        builder.Entity<StoredJobEditor>().ToTable("job_editors").Ignore(editor => editor.Role);
        builder.Entity<ProtectionKey>().ToTable("protection_keys");
        builder.Entity<OutgoingMail>().ToTable("mails");
        builder.Entity<MailedCode>().ToTable("mailed_codes").HasKey(code => new { code.UserId, code.Purpose });

        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
