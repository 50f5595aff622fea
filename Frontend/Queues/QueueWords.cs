using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Queues;

/// <summary>Formats queues and messages for display.</summary>
internal static class QueueWords
{
    // For people, so non-ASCII characters are not escaped.
    private static readonly GatewayClientJson s_indented = new(new(GatewayClientJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static IReadOnlyList<MessageStatus> Statuses { get; } = Enum.GetValues<MessageStatus>();

    /// <summary>Gets the rights that a queue can be shared for.</summary>
    public static IReadOnlyList<QueueRight> ShareableRights { get; } = [QueueRight.Read, QueueRight.Publish, QueueRight.Consume];

    public static string Of(QueueRight right) => right switch
    {
        QueueRight.Read => Words.RightRead,
        QueueRight.Publish => Words.RightPublish,
        QueueRight.Consume => Words.RightConsume,
        _ => Words.RightManage,
    };

    public static string Of(MessageStatus status) => status switch
    {
        MessageStatus.Pending => Words.MessagePending,
        MessageStatus.Processing => Words.MessageProcessing,
        MessageStatus.Processed => Words.MessageProcessed,
        _ => Words.MessageFailed,
    };

    /// <summary>Gets the CSS class of a status badge, with the colours of job states.</summary>
    public static string ClassOf(MessageStatus status) => status switch
    {
        MessageStatus.Pending => "state-queued",
        MessageStatus.Processing => "state-running",
        MessageStatus.Processed => "state-succeeded",
        _ => "state-failed",
    };

    /// <summary>Explains why the platform failed a message; null for a consumer's reason.</summary>
    public static string? ReasonOf(string reason) => reason switch
    {
        "max_deliveries" => Words.ReasonMaxDeliveries,
        "expired" => Words.ReasonExpired,
        _ => null,
    };

    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    public static string Rate(double? rate) => rate switch
    {
        null => "–",
        < 10 => rate.Value.ToString("0.#", CultureInfo.CurrentCulture),
        _ => rate.Value.ToString("N0", CultureInfo.CurrentCulture),
    };

    /// <summary>Formats the content on one line; null if it cannot be shown.</summary>
    public static string? PreviewOf(MessageResponse message) => Shown(message, static content => content.GetRawText(), 160);

    /// <summary>Its content to read, JSON on lines of its own; null where it cannot be shown.</summary>
    // More than a person reads would only fill the line between server and browser.
    public static string? ContentOf(MessageResponse message) => Shown(message, static content => JsonSerializer.Serialize(content, s_indented.JsonElement), 100_000);

    private static string? Shown(MessageResponse message, Func<JsonElement, string> write, int most)
    {
        if (message.Unreadable == true)
        {
            return null;
        }

        try
        {
            var text = TextOf(message) ?? write(message.Content);
            return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException)
        {
            // Stored before such texts were refused, with a lone surrogate: the other messages are shown nevertheless.
            return null;
        }
    }

    private static string? TextOf(MessageResponse message) =>
        message.Content.ValueKind == JsonValueKind.String && message.ContentType != "application/json" ? message.Content.GetString() : null;

    public static bool May(this QueueResponse queue, QueueRight right) => queue.Rights.Contains(right);
}
