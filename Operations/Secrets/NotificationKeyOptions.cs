using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Secrets;

/// <summary>Configures the key of what is kept secret; section <c>Notifications</c>.</summary>
internal sealed class NotificationKeyOptions
{
    /// <summary>
    /// The key that encrypts the secrets of channels and signs links. Whoever replaces it has to enter the secrets of all channels again. Without
    /// one, a service starts in the Development environment only, with a key that lasts as long as the process.
    /// </summary>
    [StringLength(1000, MinimumLength = 16)]
    public string? Key { get; set; }
}
