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

    [Parameter, EditorRequired]
    public required IReadOnlyList<CustomerRecord> Records { get; set; }
}
