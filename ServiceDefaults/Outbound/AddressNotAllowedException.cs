namespace Platform.ServiceDefaults.Outbound;

/// <summary>Thrown when a host, or one of its addresses, is neither public nor on the allow list.</summary>
public sealed class AddressNotAllowedException() : Exception("The host is not at a public address.");
