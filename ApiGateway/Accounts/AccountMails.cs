using Platform.ApiGateway.Database;
using Platform.ApiGateway.Mail;

namespace Platform.ApiGateway.Accounts;

/// <summary>The mails about accounts. All of them are added to the context, in the transaction of what they tell of.</summary>
internal sealed class AccountMails(MailOutbox outbox, MailedCodes codes, MailLinks links, MailSwitch mails)
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>A code to verify the account's address by; nothing where no mail is sent.</summary>
    /// <returns>Null when all is well, else how long there is no room for it.</returns>
    public async Task<TimeSpan?> AddVerificationAsync(User user, CancellationToken cancellationToken)
    {
        if (!mails.IsOn)
        {
            return null;
        }

        var email = user.Email ?? "";
        var room = await outbox.FindRoomAsync(user.Id, email, MailKind.Verification, cancellationToken);
        if (room.IsThere)
        {
            var (code, isMade) = await codes.ReplaceAsync(user.Id, email, CodePurpose.Verification, null, cancellationToken);
            if (!isMade)
            {
                return null;
            }

            outbox.Add(MailKind.Verification, user.Id, email, MailTexts.Verification(user.Language, code, links.Verify(email, code)), CodePurpose.LifetimeOf(CodePurpose.Verification));
        }

        return room.OfAccount ?? room.OfAddress ?? room.OfAll;
    }

    /// <summary>A code to set a new password by. Without an account it takes the same steps, and writes a mail that is over already.</summary>
    /// <returns>Whether one is on its way.</returns>
    public async Task<bool> AddPasswordResetAsync(User? user, string typed, Guid standIn, CancellationToken cancellationToken)
    {
        var (id, email) = user is null ? (standIn, typed) : (user.Id, user.Email ?? "");
        var room = await outbox.FindRoomAsync(id, email, MailKind.PasswordReset, cancellationToken);
        var (code, isMade) = await codes.ReplaceAsync(room.IsThere ? id : standIn, email, CodePurpose.PasswordReset, null, cancellationToken);
        var text = MailTexts.PasswordReset(user?.Language, code, links.ResetPassword(email, code));
        if (room.IsThere)
        {
            outbox.Add(MailKind.PasswordReset, user?.Id, email, text, CodePurpose.LifetimeOf(CodePurpose.PasswordReset), isSent: !isMade);
        }

        return isMade;
    }

    /// <summary>
    /// To the address that an account is to have: a code, or, where another account has it, that somebody wanted it. The same steps for
    /// both, and a full hour of the address is passed over in silence: who asks learns nothing of it.
    /// </summary>
    /// <param name="user">Whose account.</param>
    /// <param name="newEmail">The address.</param>
    /// <param name="owner">Who has it; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when all is well, else how long there is no room.</returns>
    public async Task<TimeSpan?> AddEmailChangeAsync(User user, string newEmail, User? owner, CancellationToken cancellationToken)
    {
        var room = await outbox.FindRoomAsync(user.Id, newEmail, MailKind.EmailChange, cancellationToken);
        if (room.IsThere)
        {
            var (code, _) = await codes.ReplaceAsync(user.Id, null, CodePurpose.EmailChange, newEmail, cancellationToken);
            var text = owner is null ? MailTexts.EmailChange(user.Language, code, links.ConfirmChange(code)) : MailTexts.AddressTaken(owner.Language, links.ForgottenPassword);
            outbox.Add(MailKind.EmailChange, user.Id, newEmail, text, CodePurpose.LifetimeOf(CodePurpose.EmailChange));
        }

        return room.OfAccount ?? room.OfAll;
    }

    /// <summary>Tells the owner that the password was changed.</summary>
    public Task AddPasswordChangedAsync(User user, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, user.Email ?? "", MailTexts.PasswordChanged(user.Language, links.ForgottenPassword), cancellationToken);

    /// <summary>Tells the owner that the password was reset by a code.</summary>
    public Task AddPasswordWasResetAsync(User user, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, user.Email ?? "", MailTexts.PasswordWasReset(user.Language, links.ForgottenPassword), cancellationToken);

    /// <summary>Tells whoever has the address of before that the account has another one.</summary>
    public Task AddEmailChangedAsync(User user, string before, string after, CancellationToken cancellationToken) =>
        AddNoticeAsync(user.Id, before, MailTexts.EmailChanged(user.Language, after), cancellationToken);

    /// <summary>Has sent at once what was committed.</summary>
    public void Send() => outbox.Send();

    // What is done is done: that there is no room for telling it keeps nobody from it.
    private async Task AddNoticeAsync(Guid userId, string address, MailText text, CancellationToken cancellationToken)
    {
        if (mails.IsOn && (await outbox.FindRoomAsync(userId, address, MailKind.Notice, cancellationToken)).IsThere)
        {
            outbox.Add(MailKind.Notice, userId, address, text, s_day);
        }
    }
}
