using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>One kind of a customer's records, newest first.</summary>
public sealed partial class RecordList
{
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Said where there are none.</summary>
    [Parameter, EditorRequired]
    public required string Empty { get; set; }

    /// <summary>Where one more is begun; null: not here, or not by this role.</summary>
    [Parameter]
    public string? New { get; set; }

    /// <summary>Where all of them are told; null: nowhere.</summary>
    [Parameter]
    public string? More { get; set; }

    [Parameter]
    public string MoreName { get; set; } = "";

    [Parameter, EditorRequired]
    public required IReadOnlyList<CustomerRecord> Records { get; set; }
}
