using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data.Mapping;

/// <summary>The mapping of something that lives inside a workspace, and so behind both fences.</summary>
internal interface ITenantMapping<T> : IEntityTypeConfiguration<T>
    where T : class;

/// <summary>Finds the mappings, so that a context cannot forget one.</summary>
internal static class TenantModel
{
    public static void Apply(ModelBuilder model) =>
        model.ApplyConfigurationsFromAssembly(
            Assembly.GetExecutingAssembly(),
            type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITenantMapping<>))
        );
}
