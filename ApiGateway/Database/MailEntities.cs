namespace Platform.ApiGateway.Database;

/// <summary>A mail that waits to be sent, or was; without its text once it waits no more.</summary>
internal sealed class OutgoingMail
{
    public Guid Id { get; set; }

    /// <summary>Such as <c>verification</c>.</summary>
    public required string Kind { get; set; }

    public required string Address { get; set; }

    /// <summary>By which mails to one address are counted.</summary>
    public required string NormalizedAddress { get; set; }

    public required string Subject { get; set; }

    /// <summary>Null once it was sent or given up.</summary>
    public string? Body { get; set; }

    /// <summary>In which it is written; null for those of before, which are English.</summary>
    public string? Language { get; set; }

    /// <summary>The account on whose behalf it is sent.</summary>
    public Guid? UserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    /// <summary>From when on it is of no use any more.</summary>
    public DateTimeOffset GiveUpAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Until when the one who sends it has it to itself.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>What somebody who reads the mails to an address can show; one of each purpose.</summary>
internal sealed class MailedCode
{
    public Guid UserId { get; set; }

    /// <summary>Such as <c>password_reset</c>.</summary>
    public required string Purpose { get; set; }

    /// <summary>SHA-256 of the code.</summary>
    public required byte[] CodeHash { get; set; }

    /// <summary>The address that the account is to have.</summary>
    public string? NewEmail { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int TriesLeft { get; set; }
}
