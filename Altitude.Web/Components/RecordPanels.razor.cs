using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>The place on a record's page where other features show what they know of it. One of the three says which record it is.</summary>
public sealed partial class RecordPanels
{
    [Inject]
    public required IEnumerable<RecordPanel> Panels { get; init; }

    /// <summary>An estimate, invoice or visit.</summary>
    [Parameter]
    public Guid? Record { get; set; }

    [Parameter]
    public Id<Job>? Job { get; set; }

    [Parameter]
    public Id<Customer>? Customer { get; set; }

    private Dictionary<string, object> Shown =>
        new()
        {
            [nameof(Record)] = Record!, // Null is a value of these parameters.
            [nameof(Job)] = Job!,
            [nameof(Customer)] = Customer!,
        };
}
