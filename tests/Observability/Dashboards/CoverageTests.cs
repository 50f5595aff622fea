using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Dashboards;

/// <summary>The table in <c>docs/dashboards.md</c> names a panel for everything that the requirement documents want to see.</summary>
public sealed class CoverageTests
{
    private static readonly string[][] s_rows =
    [
        .. File.ReadLines(RepositoryRoot.Combine("docs", "dashboards.md"))
            .Where(line => line.StartsWith("| 0", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Theory]
    [InlineData("001", "Visão Geral", "Total de mensagens", "Taxa de erros", "Latência média", "Uso de recursos")]
    [InlineData("001", "Mensagens", "Processadas por protocolo", "Status de processamento", "Tamanho das mensagens", "Tempo de processamento")]
    [InlineData("001", "Conexões", "Conexões ativas", "Novas conexões", "Conexões fechadas", "Erros de conexão")]
    [InlineData("001", "Recursos", "CPU", "Memória", "Disco", "Rede")]
    [InlineData("001", "Segurança", "Tentativas de autenticação", "Acessos negados", "Erros de segurança", "Tokens expirados")]
    [InlineData("002", "Latência", "Gráfico de linhas da latência média")]
    [InlineData("002", "Tráfego", "Gráfico de barras por código de status")]
    [InlineData("002", "Erros", "Gráfico de pizza dos tipos de erros")]
    [InlineData("002", "Saturação", "Gráfico de área da CPU do Worker e do Frontend, com tendência", "Gráfico de área da memória do Worker e do Frontend, com tendência")]
    [InlineData("002", "API", "Gráfico de linhas da latência", "Gráfico de barras de solicitações e erros", "Tabela de erros recentes")]
    [InlineData("002", "Worker e Frontend", "Gráfico de área da CPU", "Gráfico de área da memória", "Gráfico de pizza dos recursos por processo", "Gráfico de pizza dos recursos por tarefa")]
    [InlineData("002", "Bancos de Dados", "Gráfico de linha do tempo de resposta", "Gráfico de barras de consultas por segundo", "Gráfico de área do cache de consultas")]
    [InlineData("002", "Cache (Redis)", "Gráfico de área de hits e misses", "Gráfico de linha da memória")]
    [InlineData("004", "System Overview", "Total Requests", "Error Rate", "P95 Latency", "Active Jobs", "Queue Depth", "Pod Replicas", "Disk Usage")]
    [InlineData("004", "Per-Service Health", "Status", "Requests per second", "Error rate per endpoint", "P95 latency per endpoint", "Circuit breaker state", "Database connections")]
    [InlineData("004", "Performance", "HTTP latency distribution", "Queue processing latency", "Database query latency", "Cache hit ratio", "Memory usage", "CPU usage")]
    public void Every_panel_that_a_document_requires_is_in_the_table(string document, string part, params string[] wanted) =>
        s_rows.Where(row => row[0] == document && row[1] == part).Select(row => row[2]).Distinct().ShouldBe(wanted, ignoreOrder: true);

    [Fact]
    public void Every_panel_in_the_table_exists_with_the_required_kind()
    {
        s_rows.Length.ShouldBeGreaterThan(50);
        foreach (var row in s_rows)
        {
            var dashboard = DashboardFile.All.SingleOrDefault(dashboard => dashboard.Title == row[4]).ShouldNotBeNull(row[4]);
            var panel = dashboard.DrawnPanels.FirstOrDefault(panel => DashboardFile.Text(panel, "title") == row[5]).ShouldNotBeNull($"{row[4]} / {row[5]}");
            var kind = DashboardFile.Text(panel, "type");
            var custom = panel["fieldConfig"]!["defaults"]!["custom"];
            row[3].Split(", ")[0].ShouldBe(kind, row[5]);
            if (row[3].EndsWith(", bars", StringComparison.Ordinal))
            {
                custom!["drawStyle"]!.GetValue<string>().ShouldBe("bars", row[5]);
            }
            else if (row[3].EndsWith(", area", StringComparison.Ordinal))
            {
                custom!["fillOpacity"]!.GetValue<int>().ShouldBeGreaterThan(0, row[5]);
            }
        }
    }

    [Fact]
    public void Every_dashboard_is_described() =>
        DashboardFile.All.Select(dashboard => dashboard.Title)
            .Except(File.ReadLines(RepositoryRoot.Combine("docs", "dashboards.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim()))
            .ShouldBeEmpty();
}
