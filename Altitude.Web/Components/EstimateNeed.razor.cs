using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>The one thing that needs the customer now: an estimate that waits for an answer.</summary>
public sealed partial class EstimateNeed
{
    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What it is for: the job's title.</summary>
    [Parameter, EditorRequired]
    public required string What { get; set; }

    [Parameter, EditorRequired]
    public ListedTotal Total { get; set; }

    /// <summary>UTC, exclusive.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>UTC.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    private CommonTexts Texts => new(Company.Culture);
    private string HeadingId => $"need-{Number}";
    private string Amount => Company.Words.Total(Total);
    private string Until => Company.Words.Expiry(ExpiresAt, Now);
    private string Address => $"/portal/{Company.Slug}/estimates/{Number}";
}
