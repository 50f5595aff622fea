using YamlDotNet.RepresentationModel;

namespace Platform.AppHost.Monitoring;

/// <summary>Adapts the shipped configuration of Alertmanager to a machine on which not every channel is set up.</summary>
internal static class AlertmanagerConfiguration
{
    // The receiver that is told of every alert by itself.
    private const string OfIncidents = "webhook";

    /// <summary>Removes channels whose secret is missing or whose webhook has no address; routes stay unchanged.</summary>
    /// <param name="shipped">The shipped configuration.</param>
    /// <param name="hasSecret">Returns whether the file of a secret exists.</param>
    /// <param name="webhooks">Addresses by receiver.</param>
    /// <param name="operations">Where Operations takes alerts, and its key; it gets those of the receiver <c>webhook</c> that has no address of its own.</param>
    public static string WithoutMissing(
        string shipped, Func<string, bool> hasSecret, IReadOnlyDictionary<string, string> webhooks, (string Address, string Key)? operations = null)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(shipped));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var global = (YamlMappingNode)root["global"];
        foreach (var receiver in ((YamlSequenceNode)root["receivers"]).Cast<YamlMappingNode>())
        {
            var name = Text(receiver, "name")!;
            foreach (var channel in receiver.Children.Where(entry => entry.Value is YamlSequenceNode).ToArray())
            {
                var kept = new YamlSequenceNode(((YamlSequenceNode)channel.Value).Cast<YamlMappingNode>()
                    .Where(entry => ((YamlScalarNode)channel.Key).Value switch
                    {
                        "webhook_configs" when name == OfIncidents && operations is { } service && !webhooks.ContainsKey(name) => Point(entry, service.Address, service.Key),
                        "webhook_configs" => Point(entry, webhooks.GetValueOrDefault(name), hasSecret),
                        "slack_configs" => hasSecret(Text(global, "slack_api_url_file")!),
                        "email_configs" => hasSecret(Text(global, "smtp_auth_password_file")!),
                        "pagerduty_configs" => hasSecret(Text(entry, "routing_key_file")!),
                        _ => true,
                    }));
                if (kept.Children.Count > 0)
                {
                    receiver.Children[channel.Key] = kept;
                }
                else
                {
                    receiver.Children.Remove(channel.Key);
                }
            }
        }

        using var text = new StringWriter();
        stream.Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static bool Point(YamlMappingNode webhook, string address, string key)
    {
        webhook.Children["url"] = new YamlScalarNode(address);
        webhook.Children["http_config"] = new YamlMappingNode("authorization", new YamlMappingNode("credentials", key));
        return true;
    }

    private static bool Point(YamlMappingNode webhook, string? address, Func<string, bool> hasSecret)
    {
        if (address is not { Length: > 0 })
        {
            return false;
        }

        webhook.Children["url"] = new YamlScalarNode(address);
        if (webhook.Children.TryGetValue("http_config", out var http)
            && Text((YamlMappingNode)http["authorization"], "credentials_file") is { } secret && !hasSecret(secret))
        {
            webhook.Children.Remove("http_config");
        }

        return true;
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
}
