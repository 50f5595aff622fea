namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ server.</summary>
public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    internal const string ManagementEndpointName = "management";
    internal const string DefaultUserName = "guest";

    /// <summary>Makes a server.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The user; <c>guest</c> if left out.</param>
    /// <param name="password">The user's password.</param>
    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
        ManagementEndpoint = new EndpointReference(this, ManagementEndpointName);
    }

    /// <summary>Where it listens for AMQP.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Where its management page is.</summary>
    public EndpointReference ManagementEndpoint { get; }

    /// <summary>The host that it listens on.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>The port that it listens on.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The user; null for <c>guest</c>.</summary>
    public ParameterResource? UserNameParameter { get; }

    /// <summary>The user as a value.</summary>
    public ReferenceExpression UserNameReference => UserNameParameter is null
        ? ReferenceExpression.Create($"{DefaultUserName}")
        : ReferenceExpression.Create($"{UserNameParameter}");

    /// <summary>The user's password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => UriExpression;

    /// <summary><c>amqp://user:password@host:port</c>.</summary>
    public ReferenceExpression UriExpression
    {
        get
        {
            var uri = new ReferenceExpressionBuilder();
            uri.AppendLiteral("amqp://");
            if (UserNameParameter is null)
            {
                uri.AppendLiteral(DefaultUserName);
            }
            else
            {
                uri.AppendFormatted(UserNameParameter, "uri");
            }

            uri.Append($":{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
            return uri.Build();
        }
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", UserNameReference),
        new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
        new("Uri", UriExpression),
    ];
}
