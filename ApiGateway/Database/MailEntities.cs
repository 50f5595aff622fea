namespace Platform.ApiGateway.Database;

/// <summary>Represents a mail in the outbox; its text is removed once it was sent or abandoned.</summary>
internal sealed class OutgoingMail
{
    public Guid Id { get; set; }

    /// <summary>Gets or sets the kind, such as <c>verification</c>.</summary>
    public required string Kind { get; set; }

    public required string Address { get; set; }

    /// <summary>Gets or sets the address by which mails are counted.</summary>
    public required string NormalizedAddress { get; set; }

    public required string Subject { get; set; }

    /// <summary>Gets or sets the text; null once the mail was sent or abandoned.</summary>
    public string? Body { get; set; }

    /// <summary>Gets or sets the language of the text; null for mails of earlier versions, which are in English.</summary>
    public string? Language { get; set; }

    /// <summary>Gets or sets the account on whose behalf it is sent.</summary>
    public Guid? UserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    /// <summary>Gets or sets when the mail becomes useless and is abandoned.</summary>
    public DateTimeOffset GiveUpAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Gets or sets when the lease of the current sender ends.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Represents a mailed code, which proves access to an address; one of each purpose.</summary>
internal sealed class MailedCode
{
    public Guid UserId { get; set; }

    /// <summary>Gets or sets the purpose, such as <c>password_reset</c>.</summary>
    public required string Purpose { get; set; }

    /// <summary>Gets or sets the SHA-256 hash of the code.</summary>
    public required byte[] CodeHash { get; set; }

    /// <summary>Gets or sets the new address of the account.</summary>
    public string? NewEmail { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int TriesLeft { get; set; }
}
