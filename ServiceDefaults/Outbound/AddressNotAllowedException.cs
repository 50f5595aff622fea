namespace Platform.ServiceDefaults.Outbound;

/// <summary>A host, or one of its addresses, is neither public nor listed.</summary>
public sealed class AddressNotAllowedException() : Exception("The host is not at a public address.");
