using Platform.ApiGateway.Database;
using Platform.ApiGateway.Mail;

namespace Platform.ApiGateway.Accounts;

/// <summary>Adds the mails about accounts to the outbox, in the transaction of the change that they are about.</summary>
internal sealed class AccountMails(MailOutbox outbox, MailedCodes codes, MailLinks links, MailSwitch mails)
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>Adds a code that verifies the account's address, unless mail is disabled.</summary>
    /// <returns>Null on success, else the time until another mail is permitted.</returns>
    public async Task<TimeSpan?> AddVerificationAsync(User user, CancellationToken cancellationToken)
    {
        if (!mails.IsOn)
        {
            return null;
        }

        var email = user.Email ?? "";
        var quota = await outbox.ReserveQuotaAsync(user.Id, email, MailKind.Verification, cancellationToken);
        if (quota.IsAvailable)
        {
            var (code, isMade) = await codes.ReplaceAsync(user.Id, email, CodePurpose.Verification, null, cancellationToken);
            if (!isMade)
            {
                return null;
            }

            outbox.Add(MailKind.Verification, user.Id, email, MailTexts.Verification(user.Language, code, links.Verify(email, code)), CodePurpose.LifetimeOf(CodePurpose.Verification));
        }

        return quota.OfAccount ?? quota.OfAddress ?? quota.OfAll;
    }

    /// <summary>Adds a code to set a new password. Without an account it takes the same steps, and adds a mail that has expired already.</summary>
    /// <returns>Whether a mail will be sent.</returns>
    public async Task<bool> AddPasswordResetAsync(User? user, string typed, Guid standIn, CancellationToken cancellationToken)
    {
        var (id, email) = user is null ? (standIn, typed) : (user.Id, user.Email ?? "");
        var quota = await outbox.ReserveQuotaAsync(id, email, MailKind.PasswordReset, cancellationToken);
        var (code, isMade) = await codes.ReplaceAsync(quota.IsAvailable ? id : standIn, email, CodePurpose.PasswordReset, null, cancellationToken);
        var text = MailTexts.PasswordReset(user?.Language, code, links.ResetPassword(email, code));
        if (quota.IsAvailable)
        {
            outbox.Add(MailKind.PasswordReset, user?.Id, email, text, CodePurpose.LifetimeOf(CodePurpose.PasswordReset), isSent: !isMade);
        }

        return isMade;
    }

    /// <summary>
    /// Adds a mail to the new address of an account: a code, or, if another account has the address, a notice. It takes the same steps in both cases
    /// and ignores the hourly limit of the address, so that the caller learns nothing about it.
    /// </summary>
    /// <param name="user">The account.</param>
    /// <param name="newEmail">The new address.</param>
    /// <param name="owner">The account that has the address; null for none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Null on success, else the time until another mail is permitted.</returns>
    public async Task<TimeSpan?> AddEmailChangeAsync(User user, string newEmail, User? owner, CancellationToken cancellationToken)
    {
        var quota = await outbox.ReserveQuotaAsync(user.Id, newEmail, MailKind.EmailChange, cancellationToken);
        if (quota.IsAvailable)
        {
            var (code, _) = await codes.ReplaceAsync(user.Id, null, CodePurpose.EmailChange, newEmail, cancellationToken);
            var text = owner is null ? MailTexts.EmailChange(user.Language, code, links.ConfirmChange(code)) : MailTexts.AddressTaken(owner.Language, links.ForgottenPassword);
            outbox.Add(MailKind.EmailChange, user.Id, newEmail, text, CodePurpose.LifetimeOf(CodePurpose.EmailChange));
        }

        return quota.OfAccount ?? quota.OfAll;
    }

    /// <summary>Adds a notice to the owner that the password was changed.</summary>
    public Task AddPasswordChangedAsync(User user, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, user.Email ?? "", MailTexts.PasswordChanged(user.Language, links.ForgottenPassword), cancellationToken);

    /// <summary>Adds a notice to the owner that the password was reset by a code.</summary>
    public Task AddPasswordWasResetAsync(User user, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, user.Email ?? "", MailTexts.PasswordWasReset(user.Language, links.ForgottenPassword), cancellationToken);

    /// <summary>Adds a notice to the former address that the account has a new one.</summary>
    public Task AddEmailChangedAsync(User user, string before, string after, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, before, MailTexts.EmailChanged(user.Language, after), cancellationToken);

    /// <summary>Sends the committed mails at once.</summary>
    public void Send() => outbox.Send();

    // The change itself is done: if the limit prevents the notice, that does not prevent the change.
    private async Task AddNoticeAsync(Guid userId, string address, MailText text, CancellationToken cancellationToken)
    {
        if (mails.IsOn && (await outbox.ReserveQuotaAsync(userId, address, MailKind.Notice, cancellationToken)).IsAvailable)
        {
            outbox.Add(MailKind.Notice, userId, address, text, s_day);
        }
    }
}
