using Platform.Contracts.Internal;
using Platform.Operations.States;

namespace Platform.Operations.Channels;

/// <summary>Represents a message that is due, and where it goes.</summary>
/// <param name="Id">The id, which is the same for all tries, so that receivers can recognise repetitions.</param>
/// <param name="Attempt">The number of this try, from 1.</param>
/// <param name="Kind">What is told.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Incident">The incident; null for a test.</param>
internal sealed record News(Guid Id, int Attempt, NewsKind Kind, NewsChannel Channel, NewsIncident? Incident);

/// <summary>Represents where a message goes.</summary>
/// <param name="Id">The id of the channel.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Address">Its address.</param>
/// <param name="Recipient">Its recipient.</param>
/// <param name="Secret">Its secret, encrypted.</param>
/// <param name="Quiet">Its quiet hours; null for none.</param>
internal sealed record NewsChannel(Guid Id, ChannelKind Kind, string? Address, string? Recipient, byte[]? Secret, QuietHours? Quiet);

/// <summary>Represents what a message tells of an incident.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Service">The service that it is about.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="State">Its state.</param>
/// <param name="DetectedAt">When it began.</param>
internal sealed record NewsIncident(long Number, string Title, string Service, IncidentPriority Severity, IncidentPhase State, DateTimeOffset DetectedAt);
