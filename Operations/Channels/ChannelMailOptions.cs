using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Channels;

/// <summary>Configures the mail server of channels; section <c>Mail</c>, as that of the gateway. Without a host no mail is sent.</summary>
internal sealed class ChannelMailOptions
{
    /// <summary>The host of the mail server; null for none.</summary>
    public string? Host { get; set; }

    /// <summary>The port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is secured: <c>auto</c>, <c>none</c>, <c>starttls</c> or <c>tls</c>.</summary>
    [RegularExpression("(?i)auto|none|starttls|tls")]
    public string Security { get; set; } = "auto";

    /// <summary>The user name; null if the server needs no authentication.</summary>
    public string? User { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender: an address, or a name and an address in angle brackets.</summary>
    public string From { get; set; } = "Platform <platform@localhost>";
}
