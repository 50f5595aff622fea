namespace Platform.Frontend.Shell;

/// <summary>Marks a route whose answer brings its own content security policy, which permits less than that of pages.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnPolicyAttribute : Attribute;
